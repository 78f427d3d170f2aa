const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\p{Emoji_Presentation}]/gu;
const INVISIBLE = /[\p{M}\u200b-\u200d]/gu;

/** Control characters of somebody's data must not reach a terminal, nor may lines break in a table. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u00b7');
}

/** How many columns of a terminal the text takes. */
export function widthOf(text: string): number {
  const visible = text.replace(INVISIBLE, '');
  return [...visible].length + (visible.match(WIDE)?.length ?? 0);
}

/** At most `width` columns; what is cut off shows as an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) {
    return text;
  }
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= width) {
      break;
    }
    kept += character;
  }
  return `${kept}\u2026`;
}

/** `12,345`. */
export function counted(number: number): string {
  return number.toLocaleString('en-US');
}

/** `1 event`, `12,345 events`. */
export function amount(number: number, noun: string): string {
  return `${counted(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `12.3 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
