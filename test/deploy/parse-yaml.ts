export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

type Line = { readonly indent: number; readonly text: string; readonly number: number };

/** As much of YAML as compose.yaml needs: maps, lists of texts, JSON texts and lists. Whatever else there is, it refuses. */
export function parseYaml(source: string): Yaml {
  const lines = source.split('\n').flatMap((text, index): Line[] => {
    if (/^\s*(#.*)?$/.test(text)) return [];
    return [{ indent: text.length - text.trimStart().length, text: text.trim(), number: index + 1 }];
  });
  const [value, rest] = parseBlock(lines, 0);
  if (rest[0]) throw refusal(rest[0]);
  return value;
}

function parseBlock(lines: readonly Line[], indent: number): [value: Yaml, rest: readonly Line[]] {
  return lines[0]?.text.startsWith('- ') ? parseList(lines, indent) : parseMap(lines, indent);
}

function parseList(lines: readonly Line[], indent: number): [value: Yaml, rest: readonly Line[]] {
  const end = lines.findIndex((line) => line.indent < indent);
  const own = end < 0 ? lines : lines.slice(0, end);
  const items = own.map((line) => {
    if (line.indent !== indent || !line.text.startsWith('- ')) throw refusal(line);
    return parseScalar(line, line.text.slice(2));
  });
  return [items, lines.slice(own.length)];
}

function parseMap(lines: readonly Line[], indent: number): [value: Yaml, rest: readonly Line[]] {
  const map: Record<string, Yaml> = {};
  let rest = lines;
  for (let [line] = rest; line && line.indent >= indent; [line] = rest) {
    const [, key, text] = /^([A-Za-z_][\w-]*):(?: (.+))?$/.exec(line.text) ?? [];
    if (line.indent !== indent || key === undefined || Object.hasOwn(map, key)) throw refusal(line);
    rest = rest.slice(1);
    const below = rest[0];
    if (text !== undefined) map[key] = parseScalar(line, text);
    else if (below && below.indent === indent + 2) [map[key], rest] = parseBlock(rest, indent + 2) as [Yaml, Line[]];
    else map[key] = '';
  }
  return [map, rest];
}

function parseScalar(line: Line, text: string): Yaml {
  if (/^["[]/.test(text)) return JSON.parse(text) as Yaml;
  if (/^[&*!|>%@`'{#-]|: | #|:$/.test(text)) throw refusal(line);
  return text;
}

const refusal = ({ number, text }: Line) => new Error(`compose.yaml, line ${number}: not understood: ${text}`);
