/** Where everything is once it runs. */
export type Addresses = {
  readonly storeganise: string;
  readonly zendesk: string;
  readonly proxy: string;
  readonly service: string;
  /** The folder of the log files. */
  readonly logs: string;
};
