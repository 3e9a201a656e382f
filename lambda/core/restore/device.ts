/** A device as AWS names it. Anybody who may tag can write another, and it is printed in commands. */
export const DEVICE = /^[\w/.-]{1,64}$/;
