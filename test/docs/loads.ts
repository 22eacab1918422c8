/**
 * What a page would fetch, found without a browser: in its elements and styles, and, since scripts make more of
 * both, every remote address of a file in its scripts. Links that a reader may follow are not loads.
 */
export function loads(html: string): string[] {
  const scripts = [...html.matchAll(/<script\b([^>]*)>(.*?)<\/script>/gs)];
  const rest = scripts.reduce((text, [script]) => text.replace(script, ''), html);
  return [
    ...scripts.flatMap(([, attributes = '']) => (/\bsrc\s*=/.test(attributes) ? [`script${attributes}`] : [])),
    ...scripts.flatMap(([, , code = '']) => code.match(remoteFile) ?? []),
    ...[
      ...rest.matchAll(
        /<(?!a\b)([a-z][\w-]*)\b[^>]*?\s(?:src|srcset|href|poster|data|action)\s*=\s*["']?([^"'\s>]*)/gi,
      ),
    ]
      .filter(([, , target = '']) => !/^(data:|#|$)/.test(target))
      .map(([, element, target]) => `${element} ${target}`),
    ...[...html.matchAll(/(?:@import\s*(?:url\()?|\burl\()\s*["'`]?((?:https?:)?\/\/[^"'`)\s]*)/gi)].map(
      ([, target]) => `url ${target}`,
    ),
  ];
}

const remoteFile =
  /(?:https?:)?\/\/[\w.-]+\.[a-z]{2,}\/[^\s"'`<>]*\.(?:svg|png|jpe?g|gif|webp|ico|woff2?|ttf|otf|css|m?js)\b/gi;
