import type { LogRecord, NewRecord, RecordHeaders } from '@tributary/domain/topics';

/** A record of one tenant, and one of the tenant in whose topic a forgery of it is planted. */
type Originals = {
  readonly theirs: LogRecord;
  readonly own: LogRecord;
  readonly ownId: string;
};

/** What somebody who can write to a topic might make of another tenant's record. */
export type Forgery = {
  readonly how: string;
  readonly make: (originals: Originals) => NewRecord;
};

function headers(record: LogRecord, name: string, value: string): RecordHeaders {
  return record.headers.map(([each, bytes]) => [each, each === name ? Buffer.from(value) : bytes]);
}

function header(record: LogRecord, name: string): string {
  return record.headers
    .filter(([each]) => each === name)
    .map(([, bytes]) => Buffer.from(bytes).toString())
    .join();
}

function keyOf(tenant: string, record: LogRecord): Buffer {
  return Buffer.from(`${tenant}:${header(record, 'ce_subject')}`);
}

export const copied: Forgery = { how: 'byte by byte', make: ({ theirs }) => theirs };

export const underOwnKey: Forgery = {
  how: 'under a key of the other tenant',
  make: ({ ownId, theirs }) => ({ ...theirs, key: keyOf(ownId, theirs) }),
};

export const underOwnHeader: Forgery = {
  how: 'with the other tenant in its header',
  make: ({ ownId, theirs }) => ({ ...theirs, headers: headers(theirs, 'ce_tenantid', ownId) }),
};

export const underOwnKeyAndHeader: Forgery = {
  how: 'with the other tenant in key and header',
  make: ({ ownId, theirs }) => ({
    ...theirs,
    key: keyOf(ownId, theirs),
    headers: headers(theirs, 'ce_tenantid', ownId),
  }),
};

export const insideOwn: Forgery = {
  how: "inside key and headers of the other tenant's own event",
  make: ({ own, theirs }) => ({ ...own, value: theirs.value }),
};

export const twoHeaders: Forgery = {
  how: 'with both tenants in its headers',
  make: ({ ownId, theirs }) => ({
    ...theirs,
    headers: [...theirs.headers, ['ce_tenantid', Buffer.from(ownId)]],
  }),
};
