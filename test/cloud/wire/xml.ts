/** What an answer is made of: a list becomes `<item>`s, or what another protocol calls them, and what is undefined is left out. */
export type Xml = string | number | boolean | Date | undefined | readonly Xml[] | XmlFields;

export interface XmlFields {
  readonly [name: string]: Xml;
}

export function element(name: string, content: Xml, attributes = '', item = 'item'): string {
  if (content === undefined) return '';
  return `<${name}${attributes}>${inner(content, item)}</${name}>`;
}

function inner(content: Xml, item: string): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number' || typeof content === 'boolean') return String(content);
  if (content instanceof Date) return content.toISOString();
  if (isList(content)) return content.map((one) => element(item, one, '', item)).join('');
  let text = '';
  for (const [name, value] of Object.entries(content)) text += element(name, value, '', item);
  return text;
}

/** `Array.isArray` does not narrow a readonly array. */
function isList(content: readonly Xml[] | XmlFields): content is readonly Xml[] {
  return Array.isArray(content);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\t': '&#x9;',
};

function escaped(text: string): string {
  if (!/[&<>"\r\n\t]/.test(text)) return text;
  return text.replaceAll(/[&<>"\r\n\t]/g, (character) => ENTITIES[character] ?? character);
}
