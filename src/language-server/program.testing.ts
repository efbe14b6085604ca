/** A small program with a bit of everything. */

export const program = `.entry main
.text
; The entry.
main:
    LDI32 R1, table
    LDI32 R2, 0x3C00
loop:
    JNZ loop
    CALL helper
    SVC MOD=0x6, FN=0x0
    RET
helper:
    LD R3, [R1+4]
    RET
.data
table:
    .word 7, helper
    .byte "ab", 1
`;
