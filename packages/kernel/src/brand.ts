declare const brand: unique symbol;

/** A value that only the parser of the area that owns `Name` makes. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
