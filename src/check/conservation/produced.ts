/** What a model produced, in the order in which it did: what a test that plays the model knows. */
export type Produced = ProducedText | ProducedCall | ProducedUsage

/** The three ways in which a model speaks. */
export type Voice = 'text' | 'refusal' | 'reasoning'

/** Something said; pieces of one voice may be cut anywhere. */
export interface ProducedText {
  kind: Voice
  text: string
}

/** A call, by the name that the model wrote (`f`, `functions.f`, `browser.search`, `python`), and its raw arguments. */
export interface ProducedCall {
  kind: 'call'
  name: string
  arguments: string
}

/** The counts that upstream gave. Only those that are named are compared. */
export interface ProducedUsage {
  kind: 'usage'
  usage: Readonly<Record<string, unknown>>
}

/** What was lost, invented or changed on the way to the client. */
export interface Unconserved {
  rule: `conservation/${Voice | 'call' | 'usage'}`
  message: string
  /** What the model produced and no item holds; empty where nothing was lost. */
  lost: string
  /** What an item holds and the model never produced. */
  invented: string
}
