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
const scratch = new Uint8Array(SCRATCH_BYTES);
const scratchView = new DataView(scratch.buffer);
const scratchText = scratch.subarray(TEXT_AT);
const encoder = new TextEncoder();

/**
 * magic (1) | suite (1) | key version (4) | eight lengths (2 each) | the eight texts in UTF-8, numbers big-endian. The lengths
 * stand before all texts, so that no two contexts give the same bytes. `undefined` for a context that cannot be
 * bound: a text is too long or holds half a surrogate pair. The bytes are good until the next call.
 */
export function associatedData(
  keyVersion: number,
  context: EnvelopeContext,
): Uint8Array | undefined {
  const { tenant, stream, eventId, type, dataSchema, subject, source, time } = context;
  const text = `${tenant}${stream}${eventId}${type}${dataSchema}${subject}${source}${time}`;
  if (
    text.length > MAX_SHORT_TEXT ||
    encoder.encodeInto(text, scratchText).written !== text.length
  ) {
    return ofAnyText(keyVersion, context, text);
  }
  // As many bytes as code units: all of it is ASCII, and each length is its count of bytes.
  writeHead(scratchView, keyVersion);
  scratchView.setUint16(LENGTHS_AT, tenant.length);
  scratchView.setUint16(LENGTHS_AT + 2, stream.length);
  scratchView.setUint16(LENGTHS_AT + 4, eventId.length);
  scratchView.setUint16(LENGTHS_AT + 6, type.length);
  scratchView.setUint16(LENGTHS_AT + 8, dataSchema.length);
  scratchView.setUint16(LENGTHS_AT + 10, subject.length);
  scratchView.setUint16(LENGTHS_AT + 12, source.length);
  scratchView.setUint16(LENGTHS_AT + 14, time.length);
  return scratch.subarray(0, TEXT_AT + text.length);
}

function ofAnyText(
  keyVersion: number,
  { tenant, stream, eventId, type, dataSchema, subject, source, time }: EnvelopeContext,
  text: string,
): Uint8Array | undefined {
  const fields = [tenant, stream, eventId, type, dataSchema, subject, source, time];
  const lengths = fields.map((field) => Buffer.byteLength(field));
  if (
    lengths.some((length) => length > MAX_FIELD_BYTES) ||
    !fields.every((field) => field.isWellFormed())
  ) {
    return undefined;
  }
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, TEXT_AT));
  const view = new DataView(bytes.buffer);
  writeHead(view, keyVersion);
  for (const [index, length] of lengths.entries()) {
    view.setUint16(LENGTHS_AT + 2 * index, length);
  }
  encoder.encodeInto(text, bytes.subarray(TEXT_AT));
  return bytes;
}

function writeHead(view: DataView, keyVersion: number): void {
  view.setUint8(0, MAGIC);
  view.setUint8(1, SUITE_HKDF_SHA256_AES_256_GCM);
  view.setUint32(VERSION_AT, keyVersion);
}
