import type { EventTypeDefinition, StreamDefinition } from '@tributary/domain/events';
import type { Catalogue } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import type { JsonObject } from '@tributary/kernel';
import type { RigEvent } from './consumer-rig.ts';

/** A catalogue of one stream, for tests of the SDK itself. */
export function notesCatalogue(
  onPoison: StreamDefinition['onPoison'] = 'park',
): Pick<Catalogue, 'streams'> {
  const name = streamName('notes');
  const types = ['NoteTaken', 'NoteDropped'].map((type) => [type, eventTypeOfText(type)] as const);
  const notes: StreamDefinition = {
    name,
    description: 'Notes',
    dataClass: 'personal',
    eventTypes: new Map(types),
    onPoison,
  };
  return { streams: new Map([[name, notes]]) };
}

/** A note about `aggregate`; `text` names it in the tests. */
export function note(tenant: string, aggregate: string, text: string): RigEvent {
  return { tenant, aggregate, type: 'NoteTaken', data: { text } };
}

function eventTypeOfText(name: string): EventTypeDefinition {
  return {
    name,
    version: 1,
    jsonSchema: {},
    validate: (data) =>
      isNote(data)
        ? { kind: 'valid', data }
        : { kind: 'invalid', issues: [{ path: '/text', message: 'is no text' }] },
  };
}

function isNote(data: unknown): data is JsonObject {
  return (
    typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string'
  );
}
