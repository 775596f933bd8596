/** Where everything is once it runs. */
export type Addresses = {
  readonly storeganise: string;
  readonly zendesk: string;
  readonly proxy: string;
  readonly service: string;
  /** What `/admin` of the service asks for; of this run only. */
  readonly adminKey: string;
  /** The folder of the log files. */
  readonly logs: string;
};
