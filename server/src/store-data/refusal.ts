/** What cannot be done; the message is one sentence for the operator. */
export class Refusal extends Error {}
