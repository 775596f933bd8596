/** A lease that always holds. */
export const hold = async (): Promise<void> => {};
