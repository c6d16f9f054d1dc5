import { cutDocuments, type Wanted } from '../yaml/cut.ts';
import { decodeBytes } from './decode-bytes.ts';
import type { SourceEvent } from './event.ts';
import { type DocumentContext, readDocument } from './read-document.ts';
import { errorEvent, Unreadable } from './unreadable.ts';

/** How many events are handed on at once. */
const batch = 256;

/**
 * Reads a stream of documents, some at a time. With `kinds`, only resources of these come out, and documents that cannot
 * be one are not parsed.
 */
export function* readBytes(
  chunks: Iterable<Uint8Array>,
  context: DocumentContext,
  kinds: readonly string[] | undefined,
): Generator<SourceEvent[]> {
  let events: SourceEvent[] = [];
  let nothing = true;
  let blank = true;
  try {
    const watched = watch(decodeBytes(chunks), (chunk) => {
      blank = blank && isBlank(chunk);
    });
    for (const document of cutDocuments(watched, kinds && mayBe(kinds))) {
      for (const event of readDocument(document, context)) {
        nothing = false;
        if (kinds === undefined || (event.type === 'resource' && kinds.includes(event.resource.kind))) {
          events.push(event);
        }
      }
      if (events.length >= batch) {
        yield events;
        events = [];
      }
    }
    if (nothing && kinds === undefined) events.push(empty(context, blank));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    if (kinds === undefined) events.push(errorEvent(error.code, error.message, context.file));
  }
  if (events.length > 0) yield events;
}

function* watch(chunks: Iterable<Uint8Array>, see: (chunk: Uint8Array) => void): Generator<Uint8Array> {
  for (const chunk of chunks) {
    see(chunk);
    yield chunk;
  }
}

export function isBlank(chunk: Uint8Array): boolean {
  return chunk.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

/** Comments alone are what is left of a manifest that was switched off; nothing at all is more likely a mistake. */
function empty({ file, asked }: DocumentContext, blank: boolean): SourceEvent {
  if (blank)
    return errorEvent(
      'EMPTY_INPUT',
      file === '-'
        ? 'expected Kubernetes objects, found nothing; check the command before the pipe'
        : 'expected a Kubernetes object, found an empty file; remove it',
      file,
    );
  const message = 'expected a Kubernetes object, found comments only';
  if (asked) return errorEvent('EMPTY_INPUT', message, file);
  return { type: 'notice', notice: { code: 'NOT_A_MANIFEST', message, file } };
}

/**
 * Whether a document can be of one of the kinds. Its text must hold the word: the value of `kind` stands there as such,
 * behind an anchor too, unless it is written with escapes or in base64, which take a backslash or a tag.
 */
function mayBe(kinds: readonly string[]): Wanted {
  const words = kinds.map((kind) => Buffer.from(kind));
  return (bytes) => bytes.includes(92) || bytes.includes(33) || words.some((word) => bytes.includes(word));
}
