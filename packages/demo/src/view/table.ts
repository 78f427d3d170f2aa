import { cut, widthOf } from './text.ts';

export type Column = {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Longer cells are cut. */
  readonly maxWidth?: number;
};

/** Lines without trailing blanks: titles, a rule, the rows, and below another rule the foot. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  foot?: readonly string[],
): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const all = [titles, ...rows, ...(foot === undefined ? [] : [foot])].map((cells) =>
    columns.map(({ maxWidth = Number.POSITIVE_INFINITY }, at) => cut(cells[at] ?? '', maxWidth)),
  );
  const widths = columns.map((_, at) => Math.max(...all.map((cells) => widthOf(cells[at] ?? ''))));
  const rule = widths.map((width) => '\u2500'.repeat(width)).join('  ');
  const lines = all.map((cells) =>
    columns
      .map(({ align }, at) => padded(cells[at] ?? '', widths[at] ?? 0, align))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  const last = foot === undefined ? [] : [rule, ...body.splice(-1)];
  return [head, rule, ...body, ...last];
}

function padded(text: string, width: number, align: Column['align']): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}
