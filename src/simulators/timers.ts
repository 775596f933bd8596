export type Timers = ReturnType<typeof createTimers>;

/** Things to be done later, all of which can be called off at once. */
export function createTimers() {
  const waiting = new Set<NodeJS.Timeout>();

  return {
    after(ms: number, act: () => void) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        act();
      }, ms);
      waiting.add(timer);
    },

    callOff() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
