import { createDecipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tenantId } from '../tenancy/index.ts';
import { aggregateId } from '../topics/index.ts';
import { associatedData } from './associated-data.ts';
import { deriveDataKey, holdBranchKey } from './data-key.ts';
import { keyVersionOf, openEnvelope, sealEnvelope } from './envelope.ts';
import vectors from './envelope.vectors.json' with { type: 'json' };
import { EnvelopeInvalid, EnvelopeRefused } from './errors.ts';
import { routeOf } from './route.ts';

type Sealed = (typeof vectors.sealed)[number];

describe('the second reader, written from docs/envelope.md with node:crypto alone', () => {
  test.each(vectors.sealed)('derives the data key: $name', (vector) => {
    expect(dataKeyByTheBook(vector)).toEqual(hex(vector.dataKey));
  });

  test.each(vectors.sealed)('builds what is bound: $name', (vector) => {
    expect(aadByTheBook(vector).toString('hex')).toBe(vector.aad);
  });

  test.each(vectors.sealed)('opens: $name', (vector) => {
    expect(openByTheBook(vector).toString('hex')).toBe(vector.payload);
  });

  test.each(vectors.refused)('refuses: $name', (vector) => {
    expect(() => openByTheBook(vector)).toThrow();
  });

  test.each(vectors.routes)('routes to $route', ({ routingKey, aggregate, route }) => {
    const mac = createHmac('sha256', hex(routingKey)).update(aggregate, 'utf8').digest();
    expect(mac.toString('base64url').slice(0, 22)).toBe(route);
  });
});

describe('the platform', () => {
  test.each(vectors.sealed)('derives the data key: $name', (vector) => {
    expect(dataKeyOf(vector, hex(vector.salt)).secret.export()).toEqual(hex(vector.dataKey));
  });

  test.each(vectors.sealed)('builds what is bound: $name', (vector) => {
    const bytes = associatedData(vector.keyVersion, contextOf(vector)) ?? Buffer.alloc(0);
    expect(Buffer.from(bytes).toString('hex')).toBe(vector.aad);
  });

  test.each(vectors.sealed)('seals: $name', (vector) => {
    const key = dataKeyOf(vector, hex(vector.salt));
    const envelope = sealEnvelope(key, hex(vector.iv), contextOf(vector), hex(vector.payload));
    expect(envelope.toString('hex')).toBe(vector.envelope);
  });

  test.each(vectors.sealed)('opens: $name', (vector) => {
    const envelope = hex(vector.envelope);
    const key = dataKeyOf(vector, hex(vector.salt));
    expect(keyVersionOf(envelope)).toBe(vector.keyVersion);
    expect(openEnvelope(key, contextOf(vector), envelope).toString('hex')).toBe(vector.payload);
  });

  test.each(vectors.refused)('refuses: $name', (vector) => {
    const envelope = hex(vector.envelope);
    const keyVersion = keyVersionOf(envelope);
    const key = dataKeyOf({ ...vector, keyVersion }, envelope.subarray(6, 22));
    expect(() => openEnvelope(key, contextOf(vector), envelope)).toThrow(EnvelopeRefused);
  });

  test.each(vectors.invalid)('finds no envelope in: $name', ({ envelope }) => {
    expect(() => keyVersionOf(hex(envelope))).toThrow(EnvelopeInvalid);
  });

  test.each(vectors.routes)('routes to $route', ({ routingKey, aggregate, route }) => {
    expect(routeOf(createSecretKey(hex(routingKey)), aggregateId(aggregate))).toBe(route);
  });
});

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

function contextOf({ context }: Pick<Sealed, 'context'>) {
  return { ...context, tenant: tenantId(context.tenant) };
}

function dataKeyOf(
  { branchKey, context, keyVersion }: Pick<Sealed, 'branchKey' | 'context' | 'keyVersion'>,
  salt: Buffer,
) {
  const tenant = tenantId(context.tenant);
  const branch = { tenant, version: keyVersion, material: hex(branchKey) };
  return deriveDataKey(holdBranchKey(branch, 0), salt);
}

function openByTheBook(vector: Pick<Sealed, 'branchKey' | 'context' | 'envelope'>): Buffer {
  const envelope = hex(vector.envelope);
  const keyVersion = envelope.readUInt32BE(2);
  const salt = envelope.toString('hex', 6, 22);
  const decipher = createDecipheriv(
    'aes-256-gcm',
    dataKeyByTheBook({ ...vector, keyVersion, salt }),
    envelope.subarray(22, 34),
  );
  decipher.setAAD(aadByTheBook({ ...vector, keyVersion }));
  decipher.setAuthTag(envelope.subarray(-16));
  return Buffer.concat([decipher.update(envelope.subarray(34, -16)), decipher.final()]);
}

function dataKeyByTheBook({
  branchKey,
  keyVersion,
  salt,
  context,
}: Pick<Sealed, 'branchKey' | 'context' | 'keyVersion' | 'salt'>): Buffer {
  const info = Buffer.concat([
    Buffer.from('tributary/envelope/1', 'ascii'),
    Buffer.from([0x00, 0x01]),
    numberOf(4, keyVersion),
    Buffer.from(context.tenant, 'utf8'),
  ]);
  return Buffer.from(hkdfSync('sha256', hex(branchKey), hex(salt), info, 32));
}

function aadByTheBook({ keyVersion, context }: Pick<Sealed, 'context' | 'keyVersion'>): Buffer {
  const texts = [
    context.tenant,
    context.stream,
    context.eventId,
    context.type,
    context.dataSchema,
    context.subject,
    context.source,
    context.time,
  ].map((text) => Buffer.from(text, 'utf8'));
  return Buffer.concat([
    Buffer.from([0xe1, 0x01]),
    numberOf(4, keyVersion),
    ...texts.map((text) => numberOf(2, text.length)),
    ...texts,
  ]);
}

function numberOf(bytes: number, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
