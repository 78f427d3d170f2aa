import type { JsonObject, JsonValue } from '@tributary/kernel';
import fc from 'fast-check';

/** Data that fits with one place changed, so that it may not fit any more. */
export function nearly(fitting: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> {
  return fc
    .tuple(fitting, fc.nat(), fc.nat(), fc.jsonValue())
    .map(([data, place, manner, value]) =>
      damaged(JSON.parse(JSON.stringify(data)), place, manner, JSON.parse(JSON.stringify(value))),
    );
}

function damaged(data: JsonObject, place: number, manner: number, value: JsonValue): JsonValue {
  const names = Object.keys(data);
  const name = names[place % names.length] ?? 'unknown';
  const { [name]: before, ...others } = data;
  const inner = typeof before === 'object' && before !== null && !Array.isArray(before);
  const ways: readonly JsonValue[] = [
    others,
    { ...data, [name]: value },
    { ...data, unknown: value },
    { ...data, [name]: inner ? { ...before, unknown: value } : null },
  ];
  return ways[manner % ways.length] ?? data;
}
