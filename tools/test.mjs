// `npm test`: sets up what is missing, then runs every check. The last line counts them.
import { ensureBuilt, ensureInstalled, node, root, run } from './setup.mjs';

ensureInstalled();
ensureBuilt();
run(node(), [`${root}/tools/test.ts`, ...process.argv.slice(2)]);
