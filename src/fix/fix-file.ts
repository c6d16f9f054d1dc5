import type { Problem } from '../scan/result.ts';
import { DocumentOrigin } from '../source/document-origin.ts';
import { cutDocuments, type DocumentText } from '../yaml/cut.ts';
import { positionAt } from '../yaml/position.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import { sourceOf } from './document-source.ts';
import { type Accepted, type FixedDocument, fixDocument, UndecodableError } from './fix-document.ts';
import type { FixPolicy } from './plan.ts';

/** What became of one file. */
export interface FixedFile {
  readonly file: string;
  readonly before: Buffer;
  /** The same bytes when nothing was changed. */
  readonly after: Buffer;
  readonly documents: readonly (FixedDocument & FixedPlace)[];
  /** Why the file was left as it is, byte for byte. */
  readonly problems: readonly Problem[];
}

/** Where a document stood before it was mended. */
export interface FixedPlace {
  readonly before: string;
  readonly line: number;
}

/**
 * Mends a file of manifests. One document that cannot be read leaves the whole file as it is: nobody should have to
 * wonder which half of a file was changed.
 */
export function fixFile(file: string, before: Buffer, policy: FixPolicy, accepted: Accepted): FixedFile {
  const documents: (FixedDocument & FixedPlace)[] = [];
  const problems: Problem[] = [];
  const pieces: Buffer[] = [];
  let done = 0;
  for (const document of cutDocuments([before])) {
    if (document.format === 'separator') {
      problems.push({
        code: 'BAD_SEPARATOR',
        message: `expected a document separator, found "---${document.found}"`,
        file,
        line: document.line,
      });
      continue;
    }
    try {
      const source = sourceOf(document, before);
      const fixed = fixDocument(source, {
        format: document.format,
        originOf: (path) => new DocumentOrigin(file, document, path),
        policy,
        accepted,
      });
      if (fixed.fixed.length === 0 && fixed.left.length === 0) continue;
      documents.push({ ...fixed, before: source, line: document.line });
      if (fixed.text === source) continue;
      pieces.push(before.subarray(done, document.byte), Buffer.from(fixed.text));
      done = document.byte + Buffer.byteLength(source);
    } catch (error) {
      problems.push(problemOf(error, file, document));
    }
  }
  if (problems.length > 0) return { file, before, after: before, documents: [], problems };
  const after = pieces.length === 0 ? before : Buffer.concat([...pieces, before.subarray(done)]);
  return { file, before, after, documents, problems };
}

function problemOf(error: unknown, file: string, { text, line }: DocumentText): Problem {
  if (error instanceof UndecodableError) return error.problem;
  if (!(error instanceof YamlError)) throw error;
  const place = positionAt(text, error.offset);
  return {
    code: error.code,
    message: error.message,
    file,
    line: place.line + line - 1,
    column: place.column,
  };
}
