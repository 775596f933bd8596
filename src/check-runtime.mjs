// Plain JavaScript on purpose: it must parse on any Node, so that an old one is refused with a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.version} is too old: 22.18 or newer is needed. "npm ci" brings one on Linux and Windows (x64); elsewhere install Node 24.`,
  );
  process.exit(1);
}
