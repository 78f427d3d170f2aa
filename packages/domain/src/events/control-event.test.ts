import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { type ControlEvent, controlEvent, controlRecord } from './control-event.ts';
import { BodyInvalid, HeadersInvalid } from './errors.ts';
import { recorded } from './testing/recorded.ts';

const EVENT: ControlEvent = {
  id: '0190f4b2-1111-7abc-8def-0123456789ab',
  type: 'TenantProvisioned',
  tenant: tenantId('acme'),
  at: Date.UTC(2026, 0, 31),
  data: { tier: 'pooled' },
};

describe('a control event', () => {
  test('comes back as it was written', () => {
    expect(controlEvent(controlRecord(EVENT))).toEqual(EVENT);
  });

  test('is the same record each time, kept from its own time on', () => {
    expect(controlRecord(EVENT)).toEqual(controlRecord(EVENT));
    expect(controlRecord(EVENT).timestamp).toBe(EVENT.at);
  });

  test('is plain, so that tools can read it', () => {
    const texts = controlRecord(EVENT).headers.map(([, value]) => Buffer.from(value).toString());
    expect(texts).toContain('application/json');
  });

  test('keeps the order of one tenant', () => {
    expect(Buffer.from(controlRecord(EVENT).key).toString()).toBe('acme:acme');
  });

  test("is no tenant's event", () => {
    expect(() => controlEvent(recorded({ tenant: EVENT.tenant }))).toThrow(BodyInvalid);
  });

  test.each([
    ['is of another tenant', { tenantid: 'globex', aggregate: 'acme', data: {} }],
    ['holds no object', { tenantid: 'acme', aggregate: 'acme', data: 7 }],
    ['holds nothing', { tenantid: 'acme', aggregate: 'acme' }],
  ])('is refused where its body %s', (_, body) => {
    const record = { ...controlRecord(EVENT), value: Buffer.from(JSON.stringify(body)) };
    expect(() => controlEvent(record)).toThrow(BodyInvalid);
  });

  test('is refused where its type is unknown', () => {
    const { headers, ...record } = controlRecord(EVENT);
    const renamed = headers.map(([name, value]) => {
      const text = Buffer.from(value).toString().replace('TenantProvisioned', 'TenantSold');
      return [name, Buffer.from(text)] as const;
    });
    expect(() => controlEvent({ ...record, headers: renamed })).toThrow(BodyInvalid);
  });

  test('is refused without its headers', () => {
    expect(() => controlEvent({ ...controlRecord(EVENT), headers: [] })).toThrow(HeadersInvalid);
  });
});
