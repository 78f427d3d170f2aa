import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOf, recordsOf } from '../erasure/left-in-pool.ts';
import { isCertifiedBy } from '../erasure/signed-by.ts';
import type { Topic } from '../isolation/log-trials.ts';
import { STREAM, TALLY } from '../recorder/tour-catalogue.ts';
import { inParallel } from '../tour/in-parallel.ts';
import { publishBatch } from '../tour/publish-batch.ts';
import type { Tour, TourTenant } from '../tour/tour.ts';
import { bodyOf, lineOf, ownEvent } from '../tour/tour-event.ts';
import { amount, counted } from '../view/text.ts';

const BASIS = 'Guided tour: the customer has left and asked to be forgotten';

/** What the platform answers to whoever asks for an erased tenant. */
const ERASED = 'tenant.erased';

/** Where the platform publishes the key that verifies its certificates. */
const PUBLIC_KEY = 'signing-key.pub.pem';

const AT_ONCE = 8;

export type Forgotten = {
  readonly tenant: string;
  /** A file. */
  readonly certificate: string;
  /** What is not as it should be after an erasure. */
  readonly problems: readonly string[];
};

/** Erases one tenant, shows what is left of it, and publishes a fresh event for each of the others. */
export async function forget(
  tour: Tour,
  tenant: TourTenant,
  topic: Topic | undefined,
): Promise<Forgotten> {
  const { api, platform, progress, story } = tour;
  const { id } = tenant;
  story.chapter('Forgetting one tenant');
  await platform.idle();
  const cell = (await api.tenant(id)).streams.find(({ stream }) => stream === STREAM)?.cell ?? '';
  const token = await api.issueToken(id);
  progress.begin('erasing');
  const { notes } = await api.finished(await api.erase(id, BASIS));
  progress.end();
  const certificate = await keepCertificate(tour, id, String(notes['certificate']));
  story.say(
    `${id} (${tenant.model}) leaves: POST /tenants/${id}/erasures. Its keys are destroyed. What is left of it:`,
    '',
  );
  const checks = [
    ...(await refusals(tour, id, token)),
    ...(await traces(tour, { id, cell, topic })),
    await certificateCheck(tour, id, certificate),
  ];
  story.say(...checks.map(({ holds, what }) => `${holds ? '\u2713' : '\u2717'} ${what}`), '');
  await publishForOthers(tour, id);
  const problems = checks.filter(({ holds }) => !holds).map(({ what }) => `not so: ${what}`);
  return { tenant: id, certificate, problems };
}

type Check = { readonly what: string; readonly holds: boolean };

async function refusals(
  { api, clock }: Tour,
  id: string,
  token: string,
): Promise<readonly Check[]> {
  const path = `/tenants/${id}/events`;
  const publish = {
    method: 'POST',
    path,
    body: bodyOf(ownEvent('tour.late', clock.now())),
  } as const;
  const read = { method: 'GET', path: `${path}?stream=${STREAM}` } as const;
  const { state } = await api.tenant(id);
  const published = await api.ask(publish);
  const onceMore = await api.ask(read);
  const withOldToken = await api.as(token).ask(read);
  return [
    { what: `its state is "${state}"`, holds: state === 'unreadable' },
    { what: `publishing for it is refused (${published.code})`, holds: published.code === ERASED },
    { what: `reading its events is refused (${onceMore.code})`, holds: onceMore.code === ERASED },
    {
      what: `the token that it had opens nothing any more (${withOldToken.status})`,
      holds: withOldToken.status === 401,
    },
  ];
}

async function traces(
  { platform, progress }: Tour,
  {
    cell,
    id,
    topic,
  }: { readonly id: string; readonly cell: string; readonly topic: Topic | undefined },
): Promise<readonly Check[]> {
  const tally = await platform.readModel(id, TALLY);
  const gone = { what: `its tally in ${TALLY} is gone`, holds: tally.length === 0 };
  if (topic === undefined) {
    return [gone];
  }
  progress.begin(`looking through ${topic}`);
  const session = platform.streamSession(STREAM, cell);
  const { bytes, readable, records } = await leftOf(id, recordsOf(session, topic));
  progress.end();
  const sealed = `${amount(records, 'record')} (${counted(bytes)} bytes) of it still lie in the shared topic ${topic}`;
  return [
    gone,
    {
      what: `${sealed}: sealed, and no key opens them; ${readable} can be read`,
      holds: readable === 0,
    },
  ];
}

async function keepCertificate({ workspace }: Tour, id: string, place: string): Promise<string> {
  const kept = workspace.keep(`certificate-${id}.json`);
  await copyFile(place, kept);
  return kept;
}

async function certificateCheck({ platform }: Tour, id: string, path: string): Promise<Check> {
  const publicKey = await readFile(join(platform.directory, PUBLIC_KEY), 'utf8');
  const signed = JSON.parse(await readFile(path, 'utf8'));
  return {
    what: `the certificate says so, and its signature verifies: ${path}`,
    holds: isCertifiedBy(publicKey, signed, id),
  };
}

async function publishForOthers(
  { clock, platform, progress, published, story, tenants }: Tour,
  erased: string,
): Promise<void> {
  const others = tenants.filter(({ id }) => id !== erased);
  progress.begin('one more event for each of the others');
  await inParallel(others, AT_ONCE, async ({ id }) => {
    const event = ownEvent('tour.afterwards', clock.now());
    await publishBatch(platform.publisher, id, [event], clock);
    await published.write(lineOf(event, id, 'afterwards'));
  });
  await platform.idle();
  progress.end();
  story.say(
    `The others were not touched: one more event was published for each of ${counted(others.length)}, and is looked for below.`,
  );
}
