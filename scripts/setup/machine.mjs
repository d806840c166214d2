// The machine, or the part of it that a container or a batch system gives us.
import fs from 'node:fs';
import os from 'node:os';

/** Memory in bytes: all that may be used, and what of it is free. */
export function memory() {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY; // 0: no limit is known
  const total = Math.min(os.totalmem(), limit);
  // macOS counts as free only what nothing at all is kept in.
  const free = process.platform === 'darwin' ? total : Math.min(process.availableMemory(), total);
  return { total, free, limited: total < os.totalmem() };
}

/** The number of cores that may be used at once; a container's share of them counts. */
export function cores() {
  const all = os.availableParallelism();
  try {
    const [quota, period] = fs
      .readFileSync('/sys/fs/cgroup/cpu.max', 'utf8')
      .split(' ')
      .map(Number);
    return quota > 0 ? Math.max(1, Math.min(all, Math.ceil(quota / period))) : all;
  } catch {
    return all;
  }
}

/** What of a processor TensorFlow makes use of. */
export function processorFeatures() {
  if (process.platform === 'darwin') return 'Apple silicon (NEON)';
  const text = fs.existsSync('/proc/cpuinfo') ? fs.readFileSync('/proc/cpuinfo', 'utf8') : '';
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1].trim().split(/\s+/) ?? [];
  const wanted = /^(avx|avx2|fma|avx512f|avx512_bf16|avx512_vnni|amx_bf16|asimd|bf16|sve)$/;
  return flags.filter((flag) => wanted.test(flag)).join(' ') || 'none of those TensorFlow asks for';
}

/** The system's name and version. */
export function distribution(ask) {
  if (process.platform === 'darwin') return `macOS ${ask('sw_vers', ['-productVersion'])}`;
  const text = fs.existsSync('/etc/os-release') ? fs.readFileSync('/etc/os-release', 'utf8') : '';
  const wsl = /microsoft/i.test(os.release()) ? ' in WSL' : '';
  return (/^PRETTY_NAME="?([^"\n]*)/m.exec(text)?.[1] ?? 'no known distribution') + wsl;
}

/** The user's name; in some containers a number is all there is. */
export function userName() {
  try {
    return os.userInfo().username;
  } catch {
    return `user ${process.getuid?.()}`;
  }
}
