package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instructions that compilers write rarely, one by one, in PTX written by hand. */
class InstructionsTest {
  private static final String KERNEL =
      """
      .version 8.0
      .target sm_80
      .address_size 64
      .visible .entry one(.param .u64 x, .param .u64 y)
      {
        .reg .pred %%p<9>;
        .reg .b16 %%h<9>;
        .reg .b32 %%r<20>;
        .reg .f32 %%f<9>;
        .reg .b64 %%d<20>;
        mov.u32 %%r0, %%tid.x;
        ld.param.u64 %%d0, [x];
        ld.param.u64 %%d1, [y];
        mad.wide.u32 %%d2, %%r0, 16, %%d0;
        mad.wide.u32 %%d3, %%r0, 4, %%d1;
        ld.global.v4.u32 {%%r1, %%r2, %%r3, %%r4}, [%%d2];
        mov.b64 %%d4, {%%r1, %%r2};
        mov.b64 %%d5, {%%r3, %%r4};
        %s
        st.global.u32 [%%d3], %%r9;
        ret;
      }
      """;

  private final Device device = new Device();

  /** %r9 of each thread after a body, with four words for each thread in %r1 to %r4. */
  private int[] run(String body, int threads, int... words) {
    EmulatedKernel kernel = EmulatedModule.load(KERNEL.formatted(body)).kernel("one");
    long y = device.empty(threads);
    EmulatedLaunch.of(kernel).block(threads).run(device.memory, device.ints(words), y);
    return device.intsAt(y, threads);
  }

  private int one(String body, int... words) {
    int[] four = new int[4];
    System.arraycopy(words, 0, four, 0, words.length);
    return run(body, 1, four)[0];
  }

  @Test
  void bitFields() {
    assertEquals(0x234, one("bfe.u32 %r9, %r1, 12, 12;", 0x91234567));
    assertEquals(0xFFFFF912, one("bfe.s32 %r9, %r1, 20, 12;", 0x91234567));
    assertEquals(0xFFFFFF91, one("bfe.s32 %r9, %r1, 24, 20;", 0x91234567));
    assertEquals(0, one("bfe.u32 %r9, %r1, 32, 4;", -1));
    assertEquals(0, one("bfe.s32 %r9, %r1, 3, 0;", -1));
    assertEquals(0x12ABC678, one("bfi.b32 %r9, %r1, %r2, 12, 12;", 0xABC, 0x12345678));
    assertEquals(0x12345678, one("bfi.b32 %r9, %r1, %r2, 40, 12;", 0xABC, 0x12345678));
    assertEquals(0x1234, one("bfe.u64 %d6, %d4, 24, 16; cvt.u32.u64 %r9, %d6;", 0x34000000, 0x12));
    assertEquals(
        0xFF00,
        one("bfi.b64 %d6, %d4, %d5, 40, 8; shr.u64 %d6, %d6, 32; cvt.u32.u64 %r9, %d6;", 0xFF));
  }

  @Test
  void permutationsShiftsAndLogic() {
    assertEquals(0x77665544, one("prmt.b32 %r9, %r1, %r2, 0x7654;", 0x33221100, 0x77665544));
    assertEquals(0xFFFFFF80, one("prmt.b32 %r9, %r1, 0, 0x8880;", 0x80));
    assertEquals(0x00000001, one("shf.r.clamp.b32 %r9, %r1, %r2, 40;", 5, 1));
    assertEquals(0x23456789, one("shf.l.wrap.b32 %r9, %r1, %r2, 36;", 0x9ABCDEF0, 0x12345678));
    assertEquals(0, one("shl.b32 %r9, %r1, 32;", -1));
    assertEquals(-1, one("shr.s32 %r9, %r1, 77;", -5));
    assertEquals(0, one("shr.u32 %r9, %r1, 32;", -1));
    assertEquals(0x0F ^ 0x33 ^ 0x55, one("lop3.b32 %r9, %r1, %r2, %r3, 0x96;", 0x0F, 0x33, 0x55));
    assertEquals(0x0F & 0x33 | 0x55, one("lop3.b32 %r9, %r1, %r2, %r3, 0xEA;", 0x0F, 0x33, 0x55));
    assertEquals(31, one("bfind.u32 %r9, %r1;", -1));
    assertEquals(-1, one("bfind.s32 %r9, %r1;", -1));
    assertEquals(27, one("bfind.shiftamt.u32 %r9, %r1;", 31));
    assertEquals(1, one("cnot.b32 %r9, %r1;", 0));
  }

  @Test
  void selectionsAndComparisons() {
    String store = " selp.u32 %r9, 1, 0, %p1;";
    assertEquals(1, one("mov.pred %p3, 1; setp.lt.and.s32 %p1, %r1, %r2, %p3;" + store, 1, 2));
    assertEquals(0, one("mov.pred %p3, 1; setp.lt.and.s32 %p1, %r1, %r2, !%p3;" + store, 1, 2));
    assertEquals(1, one("mov.pred %p3, 1; setp.lt.xor.s32 %p1, %r1, %r2, %p3;" + store, 3, 2));
    assertEquals(1, one("setp.lt.s32 %p2|%p1, %r1, %r2;" + store, 3, 2));
    assertEquals(1, one("setp.nan.f32 %p1, %r1, %r2;" + store, Rounding.NAN, 0));
    assertEquals(1, one("setp.ltu.f32 %p1, %r1, %r2;" + store, Rounding.NAN, 0));
    assertEquals(0, one("setp.ne.f32 %p1, %r1, %r2;" + store, Rounding.NAN, 0));
    assertEquals(1, one("setp.lo.u32 %p1, %r1, %r2;" + store, 1, -1));
    assertEquals(-1, one("set.lt.u32.s32 %r9, %r1, %r2;", 1, 2));
    assertEquals(0x3F800000, one("set.lt.f32.s32 %r9, %r1, %r2;", 1, 2));
    assertEquals(7, one("slct.s32.s32 %r9, 7, 8, %r1;", 0));
    assertEquals(8, one("slct.s32.s32 %r9, 7, 8, %r1;", -1));
  }

  @Test
  void narrowIntegers() {
    String halves = "mov.b32 {%h1, %h2}, %r1; ";
    assertEquals(
        0xFFFF8000, one(halves + "min.s16 %h3, %h1, %h2; cvt.s32.s16 %r9, %h3;", 0x7FFF8000));
    assertEquals(0x7FFF, one(halves + "min.u16 %h3, %h1, %h2; cvt.u32.u16 %r9, %h3;", 0x7FFF8000));
    assertEquals(-6, one(halves + "mul.wide.s16 %r9, %h1, %h2;", 0x0002FFFD));
    assertEquals(1, one(halves + "add.u16 %h3, %h1, %h2; cvt.u32.u16 %r9, %h3;", 0x0002FFFF));
    assertEquals(0x00030002, one(halves + "mov.b32 %r9, {%h2, %h1};", 0x00020003));
    assertEquals(127, one("cvt.sat.s8.s32 %r9, %r1;", 300));
    assertEquals(0, one("cvt.sat.u8.s32 %r9, %r1;", -300));
  }

  @Test
  void shortFloats() {
    int three = Float.floatToRawIntBits(3f);
    int tiny = Float.floatToRawIntBits(1.0009766f);
    assertEquals(0x40403F80, one("cvt.rn.bf16x2.f32 %r9, %r1, %r2;", three, tiny));
    assertEquals(0x42003C01, one("cvt.rn.f16x2.f32 %r9, %r1, %r2;", three, tiny));
    assertEquals(0x3C01, one("cvt.rn.f16.f32 %h1, %r1; cvt.u32.u16 %r9, %h1;", tiny));
    assertEquals(three, one("cvt.rn.f16.f32 %h1, %r1; cvt.f32.f16 %r9, %h1;", three));
  }

  @Test
  void subnormalNumbersAreFlushedOnlyWhereTheTextSaysSo() {
    int least = 1;
    int one = Float.floatToRawIntBits(1f);
    assertEquals(least, one("mul.rn.f32 %r9, %r1, %r2;", least, one));
    assertEquals(0, one("mul.rn.ftz.f32 %r9, %r1, %r2;", least, one));
    assertEquals(
        0x80000000, one("fma.rn.ftz.f32 %r9, %r1, %r2, %r3;", 0x80000001, one, 0x80000000));
    assertEquals(one, one("add.sat.f32 %r9, %r1, %r2;", one, one));
    assertEquals(Rounding.NAN, one("add.rn.f32 %r9, %r1, %r2;", 0xFFC12345, one));
    assertEquals(one, one("max.f32 %r9, %r1, %r2;", 0xFFC12345, one));
    assertEquals(Rounding.NAN, one("max.NaN.f32 %r9, %r1, %r2;", 0xFFC12345, one));
    assertEquals(0, one("max.f32 %r9, %r1, %r2;", 0x80000000, 0));
  }

  @Test
  void warpsVoteMatchAndReduceAmongThoseNamed() {
    int[] words = new int[4 * 32];
    for (int i = 0; i < 32; i++) {
      words[4 * i] = i % 3;
      words[4 * i + 1] = i < 16 ? 0xFFFF : 0xFFFF0000;
    }
    int[] sums = run("redux.sync.add.s32 %r9, %r1, %r2;", 32, words);
    int[] matches = run("match.any.sync.b32 %r9, %r1, %r2;", 32, words);
    int[] ballots = run("setp.eq.s32 %p1, %r1, 2; vote.sync.ballot.b32 %r9, %p1, %r2;", 32, words);
    int[] all =
        run(
            "setp.lt.s32 %p1, %r0, 16; vote.sync.all.pred %p2, !%p1, %r2; selp.u32 %r9, 1, 0, %p2;",
            32, words);
    int[] active = run("activemask.b32 %r9;", 20, words);
    for (int i = 0; i < 32; i++) {
      int sum = 0;
      int match = 0;
      int ballot = 0;
      for (int j = i & 16; j < (i & 16) + 16; j++) {
        sum += j % 3;
        match |= j % 3 == i % 3 ? 1 << j : 0;
        ballot |= j % 3 == 2 ? 1 << j : 0;
      }
      assertEquals(sum, sums[i]);
      assertEquals(match, matches[i]);
      assertEquals(ballot, ballots[i]);
      assertEquals(i < 16 ? 0 : 1, all[i]);
      assertEquals((1 << 20) - 1, active[i % 20]);
    }
  }

  @Test
  void asynchronousCopiesArriveGroupByGroup() {
    String body =
        """
        .shared .align 16 .b8 tile[16];
        cp.async.ca.shared.global [tile], [%d2], 4;
        cp.async.ca.shared.global [tile+4], [%d2+4], 4;
        cp.async.commit_group;
        cp.async.ca.shared.global [tile+8], [%d2+8], 4;
        cp.async.commit_group;
        cp.async.wait_group 1;
        """;
    assertEquals(5, one(body + "ld.shared.u32 %r9, [tile];", 5, 6, 7));
    assertEquals(6, one(body + "ld.shared.u32 %r9, [tile+4];", 5, 6, 7));
    assertEquals(7, one(body + "cp.async.wait_all; ld.shared.u32 %r9, [tile+8];", 5, 6, 7));
    EmulatorException found =
        assertThrows(
            EmulatorException.class, () -> one(body + "ld.shared.u32 %r9, [tile+8];", 5, 6, 7));
    assertEquals(EmulatorException.Kind.UNINITIALISED, found.kind());
  }

  @Test
  void warpsDoNotWaitForThreadsThatExited() {
    int[] ballots =
        run(
            """
            mov.u32 %r9, 7;
            setp.lt.u32 %p1, %r0, 20;
            @%p1 bra more;
            st.global.u32 [%d3], %r9;
            ret;
            more:
            vote.sync.ballot.b32 %r9, %p1, -1;
            """,
            32, new int[4 * 32]);
    assertEquals((1 << 20) - 1, ballots[0]);
    assertEquals(7, ballots[20]);
  }

  @Test
  void conditionalMovesWriteOnlySomeLanes() {
    int[] words = new int[4 * 4];
    assertArrayEquals(
        new int[] {5, 5, 5, 5}, run("setp.lt.u32 %p1, %r0, 4; @%p1 mov.u32 %r9, 5;", 4, words));
    EmulatorException found =
        assertThrows(
            EmulatorException.class,
            () -> run("setp.lt.u32 %p1, %r0, 3; @%p1 mov.u32 %r9, 5;", 4, words));
    assertEquals(EmulatorException.Kind.UNINITIALISED, found.kind());
    assertEquals("(3, 0, 0)", found.thread());
  }

  @Test
  void barriersCountAndHaveNumbers() {
    int[] words = new int[4 * 64];
    assertArrayEquals(
        IntStream.generate(() -> 40).limit(64).toArray(),
        run("setp.lt.u32 %p1, %r0, 40; bar.red.popc.u32 %r9, 0, %p1;", 64, words));
    int[] halves =
        run(
            """
            mov.u32 %r9, 1;
            setp.lt.u32 %p1, %r0, 32;
            @%p1 bra first;
            bar.sync 1, 32;
            mov.u32 %r9, 2;
            first:
            bar.sync 0;
            """,
            64, words);
    assertEquals(1, halves[0]);
    assertEquals(2, halves[63]);
  }

  @Test
  void tablesOfBranches() {
    String body =
        """
        table: .branchtargets a, b, c;
        brx.idx %r1, table;
        a: mov.u32 %r9, 10; bra end;
        b: mov.u32 %r9, 11; bra end;
        c: mov.u32 %r9, 12;
        end:
        """;
    int[] words = new int[4 * 32];
    for (int i = 0; i < 32; i++) {
      words[4 * i] = i % 3;
    }
    int[] results = run(body, 32, words);
    for (int i = 0; i < 32; i++) {
      assertEquals(10 + i % 3, results[i]);
    }
  }

  /** The float32 next to an exact value in a direction. */
  private static float exactly(BigDecimal value, String mode) {
    float nearest = value.floatValue();
    int side = new BigDecimal(nearest).compareTo(value);
    boolean down = mode.equals("rm") || mode.equals("rz") && value.signum() > 0;
    if (mode.equals("rn") || side == 0) {
      return nearest;
    }
    return down
        ? (side > 0 ? Math.nextDown(nearest) : nearest)
        : side < 0 ? Math.nextUp(nearest) : nearest;
  }

  @Test
  void directedRoundingIsExact() {
    Random random = new Random(21);
    int directed = 0;
    for (int i = 0; i < 20_000; i++) {
      float a = (float) Math.scalb(random.nextGaussian(), random.nextInt(80) - 40);
      float b = (float) Math.scalb(random.nextGaussian(), random.nextInt(80) - 40);
      float c =
          i % 3 == 0
              ? -(float) ((double) a * b)
              : (float) Math.scalb(random.nextGaussian(), random.nextInt(120) - 60);
      BigDecimal x = new BigDecimal(a);
      BigDecimal y = new BigDecimal(b);
      BigDecimal fused = x.multiply(y).add(new BigDecimal(c));
      for (String mode : new String[] {"rn", "rz", "rm", "rp"}) {
        if (fused.signum() != 0) {
          float expected = exactly(fused, mode);
          assertEquals(expected, Rounding.fma(a, b, c, mode), mode + " " + a + " " + b + " " + c);
          directed += expected != exactly(fused, "rn") ? 1 : 0;
        }
        assertEquals(exactly(x.multiply(y), mode), Rounding.multiply(a, b, mode));
        if (x.add(y).signum() != 0) {
          assertEquals(exactly(x.add(y), mode), Rounding.add(a, b, mode));
        }
      }
    }
    assertEquals(true, directed > 5_000, "directions that matter: " + directed);
  }
}
