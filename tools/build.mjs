// `npm run build`: installs what is missing, then builds dist/.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

ensureInstalled();
ensureBuilt();
