// `npm start`: sets up what is missing, then runs the command line. Without arguments it scans the example shop.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, node, root } from './setup.mjs';

ensureInstalled();
ensureBuilt();
const args = process.argv.slice(2);
const own = args.length > 0;
const result = spawnSync(
  node(),
  [join(root, 'dist', 'cli.mjs'), ...(own ? args : ['scan', 'examples/shop'])],
  {
    // Paths that a user gives are relative to where the user stands, not to this project.
    cwd: own ? (process.env.INIT_CWD ?? root) : root,
    stdio: 'inherit',
  },
);
process.exitCode = result.status ?? 3;
