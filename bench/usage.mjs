// Loaded before a measured process: says at its end what it used, in a file.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  writeFileSync(process.env.PORTCULLIS_USAGE, JSON.stringify({ megabytes: maxRSS / 1024, cpu }));
});
