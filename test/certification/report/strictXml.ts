/** As much of XML 1.0 as a report may use, and nothing beyond it: what is not well formed is thrown out. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const token =
  /<\/(?<close>[\w-]+)>|<(?<open>[\w-]+)(?<attributes>(?:\s+[\w-]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/uy;

export function parseXml(xml: string): Element {
  const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.exec(xml);
  if (forbidden !== null) throw new Error(`U+${forbidden[0].codePointAt(0)?.toString(16)} is not allowed in XML`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no XML declaration');
  const document = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open = [document];
  token.lastIndex = declaration.length;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml)?.groups;
    const parent = open.at(-1);
    if (found === undefined || parent === undefined) throw new Error(`not well formed: ${xml.slice(at, at + 60)}`);
    if (found['text'] !== undefined) parent.text += unescaped(found['text']);
    else if (found['close'] !== undefined) {
      if (open.pop()?.name !== found['close']) throw new Error(`</${found['close']}> closes another element`);
    } else {
      const element = {
        name: found['open'] ?? '',
        attributes: attributesOf(found['attributes'] ?? ''),
        children: [],
        text: '',
      };
      parent.children.push(element);
      if (found['empty'] === '') open.push(element);
    }
  }
  const [root] = document.children;
  if (open.length !== 1 || root === undefined || document.children.length !== 1 || document.text.trim() !== '')
    throw new Error('not one root element');
  return root;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([\w-]+)="([^"]*)"/gu)].map(
    ([, name = '', value = '']) => [name, unescaped(value.replace(/[\t\n\r]/gu, ' '))] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  return Object.fromEntries(pairs);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&(?:([#\w]+);)?/gu, (_, name: string | undefined) => {
    const character = entities[name ?? ''];
    if (character === undefined) throw new Error(`& is not escaped, or an unknown entity: ${text}`);
    return character;
  });
}
