// The yardstick: a process that reads a file by js-yaml and does nothing with it.
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';

const documents = loadAll(readFileSync(process.argv[2], 'utf8'));
if (documents.length === 0) process.exit(1);
