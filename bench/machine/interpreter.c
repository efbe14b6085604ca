/*
 * The base line of the interpreter benchmark: the processor's loop once more in C. Same design: operations numbered
 * without gaps, two words per instruction, jump targets resolved, flags evaluated when asked for, registers inside data
 * memory, a watch map looked at on every access, a budget. Reads a code section from a file, runs it several times,
 * and prints the best time in nanoseconds, the instructions executed and R0.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LDI, LD, ST, MOV, LDB, LDH, STB, STH, ADD, SUB, MUL, DIV, AND, OR, XOR, NOT, CMP, JMP, JZ, JNZ, CALL, RET, SVC,
       LSL, LSR, ASR, ADC, SBC, PUSH, POP, FADD, FSUB, FMUL, FDIV, I2F, F2I, LDI32, BRK, ILLEGAL, FAR_CALL, TRUNCATED,
       TRAP, LEAVE };

static const uint8_t opcodes[] = { 0x01, 0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15,
  0x16, 0x17, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x40, 0x41, 0x50, 0x51, 0x52, 0x53,
  0x54, 0x55, 0x60, 0x7f };

enum { BUDGET, SERVICE, FAULT, RETURNED, ILLEGAL_STOP, BRK_STOP, BREAKPOINT, FETCH_ERROR, WATCH, LEFT };
enum { GIVEN, RESULT, SUM, DIFFERENCE };

static union {
  uint8_t bytes[0x10000];
  int32_t words[0x4000];
} memory;
static uint8_t watched[0x4000];
static int32_t program[2 * 0x4001];
static int32_t code_end;
static int32_t leave_target;

typedef struct {
  uint32_t pc, sp;
  int32_t limit, depth, psw;
  uint64_t steps;
} State;

static double half_values[0x10000];

static double decode_half(uint32_t bits) {
  int exponent = (bits >> 10) & 31, fraction = bits & 0x3ff;
  double value = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * 0x1p-25;
  if (exponent == 31) value = fraction ? __builtin_nan("") : __builtin_inf();
  else for (int i = 1; i < exponent; i++) value *= 2;
  if (exponent != 0 && exponent != 31) value *= 2;
  return bits & 0x8000 ? -value : value;
}

static int32_t encode_half(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  uint32_t sign = (bits >> 48) & 0x8000;
  bits &= 0x7fffffffffffffff;
  if (bits >= 0x40f0000000000000) return bits > 0x7ff0000000000000 ? 0x7e00 : (int32_t)(sign | 0x7c00);
  if (bits < 0x3f10000000000000) {
    double y;
    memcpy(&y, &bits, 8);
    int32_t k = (int32_t)((y * 0x1p24 + 0x1p52) - 0x1p52);
    return (int32_t)(sign | (uint32_t)(k > 0x3ff ? 0x3ff : k));
  }
  bits += 0x1ffffffffff + ((bits >> 42) & 1);
  return (int32_t)(sign | (uint32_t)((bits >> 42) - (1008 << 10)));
}

static int carry_of(int source, int32_t result, int32_t operand) {
  if (source == SUM) return (uint32_t)result < (uint32_t)operand;
  if (source == DIFFERENCE) return (uint32_t)result + (uint32_t)operand >= (uint32_t)operand;
  return (operand >> 1) & 1;
}

static int32_t flags_of(int source, int32_t result, int32_t operand) {
  int32_t zero = result == 0;
  if (source == GIVEN) return zero | operand;
  int32_t flags = zero | (result < 0 ? 4 : 0);
  if (source == RESULT) return flags | operand;
  flags |= carry_of(source, result, operand) << 1;
  int32_t x = source == SUM ? result - operand : result + operand;
  int32_t overflow = source == SUM ? (x ^ result) & (operand ^ result) : (x ^ operand) & (x ^ result);
  return flags | (overflow < 0 ? 8 : 0);
}

static int32_t load32(uint32_t address) { int32_t v; memcpy(&v, memory.bytes + address, 4); return v; }
static void store32(uint32_t address, int32_t v) { memcpy(memory.bytes + address, &v, 4); }
static int32_t load16(uint32_t address) { uint16_t v; memcpy(&v, memory.bytes + address, 2); return v; }
static void store16(uint32_t address, int32_t v) { uint16_t h = (uint16_t)v; memcpy(memory.bytes + address, &h, 2); }

#define HIT(address, bit) if (watched[(address) >> 2] & (bit)) { budget -= remaining - 1; remaining = 1; stop = WATCH; }
#define FAIL { stop = FAULT; goto done; }
#define SET(how, value, other) { operand = (other); result = (value); source = (how); r[rd] = result; at += 2; break; }

static int run(State *state, int32_t budget) {
  int32_t *const r = memory.words + 0x1000 / 4;
  const int32_t *const words = program;
  int stop = BUDGET, source = GIVEN;
  int32_t remaining = budget, depth = state->depth, sp = (int32_t)state->sp, at = (int32_t)(state->pc >> 1);
  const int32_t limit = state->limit;
  int32_t result = state->psw & 1 ? 0 : 1, operand = state->psw & 14;

  for (; remaining > 0; remaining--) {
    const uint32_t word = (uint32_t)words[at];
    const uint32_t rd = (word >> 8) & 15, rs1 = (word >> 12) & 15, rs2 = (word >> 16) & 15;
    switch (word & 0xff) {
      case LDI: r[rd] = words[at + 1]; at += 2; break;
      case LDI32: r[rd] = words[at + 1]; at += 4; break;
      case MOV: r[rd] = r[rs1]; at += 2; break;
      case LD: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        if (address > 0xfffc) FAIL
        r[rd] = load32(address);
        HIT(address, 1)
        at += 2;
        break;
      }
      case LDH: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        if (address > 0xfffe) FAIL
        r[rd] = load16(address);
        HIT(address, 1)
        at += 2;
        break;
      }
      case LDB: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        r[rd] = memory.bytes[address];
        HIT(address, 1)
        at += 2;
        break;
      }
      case ST: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        if (address > 0xfffc) FAIL
        store32(address, r[rs2]);
        HIT(address, 2)
        at += 2;
        break;
      }
      case STH: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        if (address > 0xfffe) FAIL
        store16(address, r[rs2]);
        HIT(address, 2)
        at += 2;
        break;
      }
      case STB: {
        uint32_t address = ((uint32_t)r[rs1] + (uint32_t)words[at + 1]) & 0xffff;
        memory.bytes[address] = (uint8_t)r[rs2];
        HIT(address, 2)
        at += 2;
        break;
      }
      case ADD: SET(SUM, (int32_t)((uint32_t)r[rs1] + (uint32_t)operand), r[rs2])
      case SUB: SET(DIFFERENCE, (int32_t)((uint32_t)r[rs1] - (uint32_t)operand), r[rs2])
      case CMP:
        operand = r[rs2];
        result = (int32_t)((uint32_t)r[rs1] - (uint32_t)operand);
        source = DIFFERENCE;
        at += 2;
        break;
      case ADC: {
        uint32_t a = (uint32_t)r[rs1], b = (uint32_t)r[rs2], c = (uint32_t)carry_of(source, result, operand);
        uint32_t q = b + c, sum = a + q;
        int32_t carry = (uint64_t)a + b + c > 0xffffffff ? 2 : 0;
        SET(RESULT, (int32_t)sum, carry | ((int32_t)((a ^ sum) & (q ^ sum)) < 0 ? 8 : 0))
      }
      case SBC: {
        uint32_t a = (uint32_t)r[rs1], b = (uint32_t)r[rs2], w = 1u - (uint32_t)carry_of(source, result, operand);
        uint32_t q = b + w, difference = a - q;
        int32_t carry = a >= (uint64_t)b + w ? 2 : 0;
        SET(RESULT, (int32_t)difference, carry | ((int32_t)((a ^ q) & (a ^ difference)) < 0 ? 8 : 0))
      }
      case MUL: {
        uint64_t product = (uint64_t)(uint32_t)r[rs1] * (uint32_t)r[rs2];
        SET(RESULT, (int32_t)product, product >> 32 ? 10 : 0)
      }
      case DIV: {
        int32_t divisor = r[rs2];
        if (divisor == 0) FAIL
        SET(RESULT, divisor == -1 ? (int32_t)(0u - (uint32_t)r[rs1]) : r[rs1] / divisor, 0)
      }
      case AND: SET(RESULT, r[rs1] & r[rs2], 0)
      case OR: SET(RESULT, r[rs1] | r[rs2], 0)
      case XOR: SET(RESULT, r[rs1] ^ r[rs2], 0)
      case NOT: SET(RESULT, ~r[rs1], 0)
      case LSL: {
        uint32_t a = (uint32_t)r[rs1], count = (uint32_t)r[rs2] & 31;
        int c = count ? (int)(a >> (32 - count)) & 1 : carry_of(source, result, operand);
        SET(RESULT, (int32_t)(a << count), c << 1)
      }
      case LSR: {
        uint32_t a = (uint32_t)r[rs1], count = (uint32_t)r[rs2] & 31;
        int c = count ? (int)(a >> (count - 1)) & 1 : carry_of(source, result, operand);
        SET(RESULT, (int32_t)(a >> count), c << 1)
      }
      case ASR: {
        int32_t a = r[rs1];
        uint32_t count = (uint32_t)r[rs2] & 31;
        int c = count ? (int)((uint32_t)a >> (count - 1)) & 1 : carry_of(source, result, operand);
        SET(RESULT, a >> count, c << 1)
      }
      case JMP: at = words[at + 1]; break;
      case JZ: at = result == 0 ? words[at + 1] : at + 2; break;
      case JNZ: at = result != 0 ? words[at + 1] : at + 2; break;
      case CALL:
      case FAR_CALL: {
        int32_t top = sp - 4, target = words[at + 1];
        if (top < limit || top < 0 || top > 0xfffc) FAIL
        if ((word & 0xff) == FAR_CALL) {
          leave_target = (r[rs1] + target) & 0xffff;
          target = (leave_target & 3) == 0 && leave_target < code_end ? leave_target >> 1 : code_end >> 1;
        }
        store32((uint32_t)top, (at << 1) + 4);
        sp = top;
        r[15] = sp;
        depth++;
        at = target;
        HIT(top, 2)
        break;
      }
      case RET: {
        if (depth == 0) { stop = RETURNED; goto done; }
        int32_t top = sp;
        if (top < 0 || top > 0xfffc) FAIL
        uint32_t target = (uint32_t)load32((uint32_t)top);
        sp = top + 4;
        r[15] = sp;
        depth--;
        if ((target & 3) == 0 && target < (uint32_t)code_end) at = (int32_t)(target >> 1);
        else { leave_target = (int32_t)target; at = code_end >> 1; }
        HIT(top, 1)
        break;
      }
      case PUSH: {
        int32_t top = sp - 4;
        if (top < limit || top < 0 || top > 0xfffc) FAIL
        store32((uint32_t)top, r[rs1]);
        sp = top;
        r[15] = sp;
        HIT(top, 2)
        at += 2;
        break;
      }
      case POP: {
        int32_t top = sp;
        if (top < 0 || top > 0xfffc) FAIL
        int32_t value = load32((uint32_t)top);
        sp = top + 4;
        r[15] = sp;
        r[rd] = value;
        HIT(top, 1)
        at += 2;
        break;
      }
#define HALF(value) r[rd] = (int32_t)((uint32_t)r[rd] & 0xffff0000u) | encode_half(value); at += 2; break;
#define X half_values[r[rs1] & 0xffff]
#define Y half_values[r[rs2] & 0xffff]
      case FADD: HALF(X + Y)
      case FSUB: HALF(X - Y)
      case FMUL: HALF(X * Y)
      case FDIV: HALF(X / (Y == 0 ? __builtin_inf() : Y))
      case I2F: HALF(r[rs1])
      case F2I: {
        double x = X;
        r[rd] = x != x ? 0 : x > 65504 ? 0x7fffffff : x < -65504 ? INT32_MIN : (int32_t)x;
        at += 2;
        break;
      }
      case SVC: stop = SERVICE; goto done;
      case BRK: budget -= remaining - 1; remaining = 1; stop = BRK_STOP; at += 2; break;
      case ILLEGAL: budget -= remaining - 1; remaining = 1; stop = ILLEGAL_STOP; at += 2; break;
      case TRUNCATED: stop = FETCH_ERROR; goto done;
      case TRAP: stop = BREAKPOINT; goto done;
      case LEAVE: stop = LEFT; goto done;
    }
  }
done:
  state->pc = (uint32_t)at << 1;
  state->sp = (uint32_t)sp;
  state->depth = depth;
  state->psw = flags_of(source, result, operand);
  state->steps += (uint64_t)(budget - remaining);
  return stop;
}

static void decode(const uint8_t *code, int32_t length) {
  uint8_t operations[256];
  memset(operations, ILLEGAL, sizeof operations);
  for (int i = 0; i < (int)sizeof opcodes; i++) operations[opcodes[i]] = (uint8_t)i;
  code_end = length;
  for (int32_t pc = 0; pc < length; pc += 4) {
    const uint8_t *b = code + pc;
    int32_t argument = (int32_t)((uint32_t)(b[2] << 28 | b[3] << 20)) >> 20;
    int32_t uimm = argument & 0xfff, operation = operations[b[0]];
    if (operation == JMP || operation == JZ || operation == JNZ) argument = uimm >> 1;
    else if (operation == CALL && b[1] % 16 == 0) argument = (pc + 4 * argument) >> 1;
    else if (operation == CALL) operation = FAR_CALL, argument *= 4;
    else if (operation == LDI32)
      argument = (int32_t)((uint32_t)b[4] << 24 | (uint32_t)b[5] << 16 | (uint32_t)b[6] << 8 | b[7]);
    program[pc >> 1] = operation | b[1] / 16 << 8 | b[1] % 16 << 12 | b[2] / 16 << 16;
    program[(pc >> 1) + 1] = argument;
  }
  program[length >> 1] = LEAVE;
}

int main(int argc, char **argv) {
  static uint8_t code[0x10008];
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (file == NULL) return fprintf(stderr, "usage: interpreter CODE ROUNDS\n"), 2;
  decode(code, (int32_t)fread(code, 1, 0x10000, file));
  fclose(file);
  for (uint32_t bits = 0; bits < 0x10000; bits++) half_values[bits] = decode_half(bits);
  double best = 1e18;
  uint64_t steps = 0;
  for (int round = atoi(argv[2]); round > 0; round--) {
    memset(&memory, 0, sizeof memory);
    State state = { .sp = 0xfffc, .limit = 0xeffc };
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    while (run(&state, 100000) == BUDGET) {}
    clock_gettime(CLOCK_MONOTONIC, &after);
    double time = (double)(after.tv_sec - before.tv_sec) * 1e9 + (double)(after.tv_nsec - before.tv_nsec);
    if (time < best) best = time;
    steps = state.steps;
  }
  printf("%.0f %llu %u\n", best, (unsigned long long)steps, (uint32_t)memory.words[0x1000 / 4]);
  return 0;
}
