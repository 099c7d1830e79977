/**
 * Takes what comes, piece by piece: null to go on, a promise to be left alone until it is kept, `'enough'` where nothing
 * more is wanted. Handing pieces over costs a call, where asking for each costs a promise or five.
 */
export type Take<Piece> = (piece: Piece) => Promise<void> | 'enough' | null
