// Preloaded into every process that the demo starts. However the demo ends, killed or crashed, its channel closes then.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
