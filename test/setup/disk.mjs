// Small disks, for which it takes root on Linux.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { at, expect, fault, inCopy, withDisk } from './clone.mjs';

await fault('a disk that fills up half-way is named', () =>
  withDisk('3200m', async () => {
    const child = spawn(process.execPath, ['scripts/setup.mjs'], { cwd: at.clone });
    let printed = '';
    const fill = () => {
      if (printed.includes('Python packages') && !fs.existsSync(inCopy('filler'))) {
        const { bavail, bsize } = fs.statfsSync(at.clone);
        spawnSync('fallocate', ['-l', String(bavail * bsize - 80e6), inCopy('filler')]);
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk;
        fill();
      });
    }
    const code = await new Promise((resolve) => child.on('exit', resolve));
    expect({ code, printed }, 1, 'The disk is full');
  }),
);
