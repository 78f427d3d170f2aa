import type { TenantId } from '../tenancy/index.ts';

/** What a record is, as its headers say it: an envelope opens under no other. Each text at most 65,535 bytes of UTF-8. */
export type EnvelopeContext = {
  readonly tenant: TenantId;
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
  readonly dataSchema: string;
  /** As on the wire: the routed aggregate id. */
  readonly subject: string;
  readonly source: string;
  readonly time: string;
};

export const MAGIC = 0xe1;
export const SUITE_HKDF_SHA256_AES_256_GCM = 0x01;

const VERSION_AT = 2;
const LENGTHS_AT = 6;
const TEXT_AT = 22;
const MAX_FIELD_BYTES = 0xffff;

const SCRATCH_BYTES = 4096;
const MAX_BYTES_PER_CODE_UNIT = 3;
const MAX_SHORT_TEXT = Math.floor((SCRATCH_BYTES - TEXT_AT) / MAX_BYTES_PER_CODE_UNIT);
/** Written anew for each record and used at once: it saves an allocation and holds no secret. */
const scratch = Buffer.alloc(SCRATCH_BYTES);

/**
 * magic (1) | suite (1) | key version (4) | eight lengths (2 each) | the eight texts in UTF-8, numbers big-endian. The lengths
 * stand before all texts, so that no two contexts give the same bytes. `undefined` for a context that cannot be
 * bound: a text is too long or holds half a surrogate pair. The bytes are good until the next call.
 */
export function associatedData(keyVersion: number, context: EnvelopeContext): Buffer | undefined {
  const { tenant, stream, eventId, type, dataSchema, subject, source, time } = context;
  const text = `${tenant}${stream}${eventId}${type}${dataSchema}${subject}${source}${time}`;
  if (text.length > MAX_SHORT_TEXT || scratch.write(text, TEXT_AT) !== text.length) {
    return ofAnyText(keyVersion, context, text);
  }
  // As many bytes as code units: all of it is ASCII, and each length is its count of bytes.
  writeHead(scratch, keyVersion);
  scratch.writeUInt16BE(tenant.length, LENGTHS_AT);
  scratch.writeUInt16BE(stream.length, LENGTHS_AT + 2);
  scratch.writeUInt16BE(eventId.length, LENGTHS_AT + 4);
  scratch.writeUInt16BE(type.length, LENGTHS_AT + 6);
  scratch.writeUInt16BE(dataSchema.length, LENGTHS_AT + 8);
  scratch.writeUInt16BE(subject.length, LENGTHS_AT + 10);
  scratch.writeUInt16BE(source.length, LENGTHS_AT + 12);
  scratch.writeUInt16BE(time.length, LENGTHS_AT + 14);
  return scratch.subarray(0, TEXT_AT + text.length);
}

function ofAnyText(
  keyVersion: number,
  { tenant, stream, eventId, type, dataSchema, subject, source, time }: EnvelopeContext,
  text: string,
): Buffer | undefined {
  const fields = [tenant, stream, eventId, type, dataSchema, subject, source, time];
  const lengths = fields.map((field) => Buffer.byteLength(field));
  if (
    lengths.some((length) => length > MAX_FIELD_BYTES) ||
    !fields.every((field) => field.isWellFormed())
  ) {
    return undefined;
  }
  const bytes = Buffer.alloc(lengths.reduce((sum, length) => sum + length, TEXT_AT));
  writeHead(bytes, keyVersion);
  for (const [index, length] of lengths.entries()) {
    bytes.writeUInt16BE(length, LENGTHS_AT + 2 * index);
  }
  bytes.write(text, TEXT_AT);
  return bytes;
}

function writeHead(bytes: Buffer, keyVersion: number): void {
  bytes[0] = MAGIC;
  bytes[1] = SUITE_HKDF_SHA256_AES_256_GCM;
  bytes.writeUInt32BE(keyVersion, VERSION_AT);
}
