import ipaddr from 'ipaddr.js';
import { JMESPathError } from '../error.ts';
import { parseVersion, zeroVersion } from '../go-semver.ts';
import { parseRange } from '../go-semver-range.ts';
import { urlHost } from '../go-url.ts';
import { parseImageReference, printImageReference } from '../image-reference.ts';
import { type FunctionEntry, functionError, textArg } from './entry.ts';

/** Functions over texts that name something: versions, images, addresses. */
export const referenceFunctions: readonly FunctionEntry[] = [
  {
    name: 'semver_compare',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether a version lies in a range such as ">=1.2.0 <2.0.0 || 3.x".',
    call: (args) => {
      const version = parseVersion(textArg(args, 0));
      return parseRange(textArg(args, 1))(typeof version === 'string' ? zeroVersion : version);
    },
  },
  {
    name: 'image_normalize',
    args: [['string']],
    returns: 'string',
    note: 'An image reference with its registry and its tag or digest written out.',
    call: (args, run) => {
      const image = parseImageReference(textArg(args, 0), run.options);
      if (typeof image === 'string') throw functionError('image_normalize', image);
      return printImageReference(image);
    },
  },
  {
    name: 'is_external_url',
    args: [['string']],
    returns: 'bool',
    note: 'Whether the host of a URL is neither this machine nor in a private network.',
    call: (args, run) => {
      const host = urlHost(textArg(args, 0));
      if (isAddress(host)) return isExternal(host);
      const addresses = run.options.resolveHost?.(host);
      if (addresses === undefined) throw new JMESPathError(`lookup ${host}: no such host`);
      return addresses.every(isExternal);
    },
  },
];

function isAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || (ipaddr.IPv6.isValid(host) && !host.includes('%'));
}

function isExternal(address: string): boolean {
  const range = ipaddr.process(address).range();
  return range !== 'loopback' && range !== 'private' && range !== 'uniqueLocal';
}
