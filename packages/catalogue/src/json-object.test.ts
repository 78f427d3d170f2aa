import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonObject, MAX_DEPTH } from './json-object.ts';

/** An object in an object, `depth` of them. */
function nested(depth: number): unknown {
  return Array.from({ length: depth - 1 }).reduce<unknown>((inner) => ({ inner }), {});
}

const cycle: { self?: unknown; again?: unknown } = {};
cycle.self = cycle;

class Point {
  readonly x = 1;
}

describe('isJsonObject', () => {
  test('takes every object that JSON gives back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        expect(isJsonObject(parsed)).toBe(true);
      }),
    );
  });

  test('takes an object without a prototype and one with a member named __proto__', () => {
    expect(isJsonObject(Object.create(null))).toBe(true);
    expect(isJsonObject(JSON.parse('{"__proto__": {"a": 1}}'))).toBe(true);
  });

  test.each([
    ['null', null],
    ['a list', []],
    ['a text', 'a'],
    ['a number', 1],
    ['a map', new Map()],
    ['an instance', new Point()],
    ['a date', new Date(0)],
    ['undefined inside', { a: undefined }],
    ['a function inside', { a: () => 1 }],
    ['a symbol inside', { a: Symbol('a') }],
    ['a big integer inside', { a: 1n }],
    ['no number inside', { a: [Number.NaN] }],
    ['infinity inside', { a: { b: Number.NEGATIVE_INFINITY } }],
    ['a date inside', { a: [new Date(0)] }],
    ['a map inside', { a: new Map() }],
    ['a hole in a list', { a: Object.assign([1], { length: 2 }) }],
    ['a cycle', cycle],
  ])('refuses %s', (_what, value) => {
    expect(isJsonObject(value)).toBe(false);
  });

  test('takes data of a hundred levels and no more', () => {
    expect(MAX_DEPTH).toBe(100);
    expect(isJsonObject(nested(100))).toBe(true);
    expect(isJsonObject(nested(101))).toBe(false);
  });

  test('counts lists as levels', () => {
    const lists = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(isJsonObject({ a: lists(99) })).toBe(true);
    expect(isJsonObject({ a: lists(100) })).toBe(false);
  });

  test('answers for data that is deeper than the stack', () => {
    expect(isJsonObject(nested(200_000))).toBe(false);
  });
});
