// Makes a ladder of renditions with sharp, one JSON job a line: as its manual shows it (one pipeline per rendition), and
// as somebody would who tunes it by hand (one decode, every rung from the one above).
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

const inside = (side) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
const encoded = (image, rung) => rung.encoding === 'jpeg'
  ? image.jpeg({ quality: rung.quality })
  : image.webp({ quality: rung.quality, effort: rung.effort });
const target = (job, rung) => `${job.out}/${rung.name}.${rung.encoding}`;

async function perRendition(job) {
  const source = readFileSync(job.source);
  for (const rung of job.ladder) {
    await encoded(sharp(source).rotate().resize(inside(rung.side)), rung).toFile(target(job, rung));
  }
}

async function cascade(job) {
  const rungs = [...job.ladder].sort((one, other) => other.side - one.side);
  let image = sharp(readFileSync(job.source)).rotate();
  let current = null;
  for (const rung of rungs) {
    if (!current || Math.max(current.info.width, current.info.height) > rung.side) {
      current = await image.resize(inside(rung.side)).raw().toBuffer({ resolveWithObject: true });
    }
    const { width, height, channels } = current.info;
    const pixels = () => sharp(current.data, { raw: { width, height, channels } });
    await encoded(pixels(), rung).toFile(target(job, rung));
    image = pixels();
  }
}

const recipes = { sharp: perRendition, 'sharp cascade': cascade };

function peak() {
  const line = readFileSync('/proc/self/status', 'utf8').split('\n').find((one) => one.startsWith('VmHWM:'));
  return Number(line.split(/\s+/)[1]) * 1024 / 1e6;
}

for await (const line of createInterface({ input: process.stdin })) {
  const job = JSON.parse(line);
  let answer;
  try {
    mkdirSync(job.out, { recursive: true });
    const before = process.cpuUsage();
    await recipes[job.recipe](job);
    const used = process.cpuUsage(before);
    answer = { cpu: (used.user + used.system) / 1e6, peak: peak() };
  } catch (error) {
    answer = { error: String(error.message || error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
