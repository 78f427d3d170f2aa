import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from './manifests.ts';

const sources = globSync('packages/**/src/**/*.ts', {
  cwd: checkout,
  exclude: ['**/node_modules/**'],
}).map((file) => file.replaceAll('\\', '/'));

function filesWith(pattern: RegExp, folder = ''): readonly string[] {
  return sources.filter(
    (file) => file.startsWith(folder) && pattern.test(readFileSync(join(checkout, file), 'utf8')),
  );
}

test('no type names its module in place, where the linter does not look', () => {
  const typeOfModule = /typeof import\(|\bimport\(\s*['"][^'"]+['"]\s*\)\s*\.\s*[A-Z]/;
  expect(filesWith(typeOfModule)).toEqual([]);
});

test('the contract takes nothing but types from the domain', () => {
  const valueOfDomain =
    /\b(import|export) (?!type\b)[^;'"]*from '@tributary\/domain|import\('@tributary\/domain/;
  expect(filesWith(valueOfDomain, 'packages/contract/')).toEqual([]);
});

test('wiring does not ask which world it is in', () => {
  expect(filesWith(/\bif \((!?)(is)?local\)/i)).toEqual([]);
});
