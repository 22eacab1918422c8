import { type ApiName, generatedApi } from '../apis.ts';
import { generatedContract } from '../contracts.ts';
import { text } from './html.ts';

/** The page from which a reader goes to the documentation of each contract, and of our own APIs. */
export async function indexPage(names: readonly string[], apis: readonly ApiName[]): Promise<string> {
  const contracts = await Promise.all(
    names.map(async (name) => ({ name, info: (await generatedContract(name)).info })),
  );
  const links = contracts.map(
    ({ name, info }) =>
      `<li><a href="${text(name)}/index.html">${text(`${info.title}, contract ${name}`)}</a>, version ${text(info.version)}</li>`,
  );
  const apiLinks = await Promise.all(
    apis.map(async (name) => {
      const { info } = await generatedApi(name);
      return `<li><a href="${text(name)}/index.html">${text(info.title)}</a>, version ${text(info.version)}</li>`;
    }),
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<title>Seamless Callback API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
  body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font-family: system-ui, sans-serif; line-height: 1.6; }
  :root { color-scheme: light dark; }
</style>
</head>
<body>
<h1>Seamless Callback API</h1>
<p>Choose the contract that your provider speaks. The requests themselves tell which: look at how a bet names its transaction.</p>
<ul>
${links.join('\n')}
</ul>
<p>For those who run the kit's own processes:</p>
<ul>
${apiLinks.join('\n')}
</ul>
</body>
</html>
`;
}
