import { Application, OptionDefaults } from 'typedoc';
import { InvalidInput } from '../../../src/cli/input.ts';

/** Each entry point of the package, as package.json exports it. */
const entryPoints = [
  'src/server/index.ts',
  'src/delivery/client.ts',
  'src/provider.ts',
  'src/relay/client.ts',
  'src/wallet/index.ts',
  'src/contract/index.ts',
];

/** Writes the API reference into `folder`, from the docstrings of what the package exports. Rejects on any warning. The same code gives the same bytes. */
export async function writeApiReference(folder: string): Promise<void> {
  const app = await Application.bootstrap({
    name: 'Seamless Callback Kit',
    entryPoints,
    tsconfig: 'tsconfig.json',
    readme: 'none',
    out: folder,
    // openapi-typescript writes these into the generated types.
    blockTags: [...OptionDefaults.blockTags, '@description', '@constant', '@format'],
    // Neither dates nor links to a repository's revision: the bytes follow from the code alone.
    disableSources: true,
    hideGenerator: true,
    excludeInternal: true,
    excludePrivate: true,
    logLevel: 'Warn',
    treatWarningsAsErrors: true,
    treatValidationWarningsAsErrors: true,
    // Parts from which the types that are exported are made.
    intentionallyNotExported: [
      'Added',
      'ByCommand',
      'Carried',
      'Close',
      'DataKey',
      'deliveryStates',
      'Documented',
      'Message',
      'OperationObject',
      'Schemas',
      'statements',
      'WrongToken',
    ],
    validation: { invalidLink: true, invalidPath: true, notExported: true, notDocumented: false },
  });
  const project = await app.convert();
  if (project) {
    app.validate(project);
    if (!app.logger.hasErrors() && !app.logger.hasWarnings()) await app.generateOutputs(project);
  }
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new InvalidInput(['typedoc minds what it says above: mend the docstrings of what the package exports']);
}
