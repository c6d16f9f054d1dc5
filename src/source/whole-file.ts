import { fileBytes } from './file-bytes.ts';

/** All bytes of a file. Throws `Unreadable`. */
export function wholeFile(path: string, maxSize: number): Buffer {
  const chunks: Buffer[] = [];
  // The pieces share their memory with the next.
  for (const chunk of fileBytes(path, maxSize)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
