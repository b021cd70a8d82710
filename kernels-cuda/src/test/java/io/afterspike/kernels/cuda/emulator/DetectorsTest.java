package io.afterspike.kernels.cuda.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.kernels.cuda.emulator.EmulatorException.Kind;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every planted bug is found, as what it is and where it is; what is right passes. */
class DetectorsTest {
  private static final String PLANTED_TEXT = Device.text("planted.ptx");
  private static final String COOPERATION_TEXT = Device.text("cooperation.ptx");
  private static final EmulatedModule PLANTED = EmulatedModule.load(PLANTED_TEXT);
  private static final EmulatedModule ELEMENTWISE =
      EmulatedModule.load(Device.text("elementwise.ptx"));

  private final Device device = new Device();

  private static EmulatedLaunch planted(String kernel) {
    return EmulatedLaunch.of(PLANTED.kernel(kernel));
  }

  private EmulatorException finds(Kind kind, EmulatedLaunch launch, Object... arguments) {
    EmulatorException found =
        assertThrows(EmulatorException.class, () -> launch.run(device.memory, arguments));
    assertEquals(kind, found.kind(), found.getMessage());
    return found;
  }

  /** The text of a line of the planted kernels. */
  private static String line(EmulatorException found) {
    return PLANTED_TEXT.split("\n", -1)[found.line() - 1];
  }

  @Test
  void aMissingBarrierIsARaceInSharedMemory() {
    EmulatorException found =
        finds(
            Kind.SHARED_RACE,
            planted("no_barrier").block(64),
            device.floats(new float[64]),
            device.empty(64));

    assertEquals("no_barrier", found.kernel());
    assertTrue(line(found).contains("ld.shared.f32"), line(found));
    assertEquals("(0, 0, 0)", found.thread());
    assertEquals("(0, 0, 0)", found.block());
    finds(
        Kind.SHARED_RACE,
        planted("barrier_missing_in_loop").block(64),
        device.floats(new float[192]),
        device.empty(64));
  }

  @Test
  void aBarrierOfTheWarpOrdersTheWarpAlone() {
    long x = device.floats(new float[64]);
    long y = device.empty(64);

    finds(Kind.SHARED_RACE, planted("warp_barrier_for_two_warps").block(64), x, y);
    planted("warp_barrier_for_each_warp").block(64).run(device.memory, x, y);

    String without = PLANTED_TEXT.replace("bar.warp.sync \t-1;", "").replace("bar.warp.sync", "//");
    finds(
        Kind.SHARED_RACE,
        EmulatedLaunch.of(EmulatedModule.load(without).kernel("warp_barrier_for_each_warp"))
            .block(64),
        x,
        y);
  }

  @Test
  void accessesBeyondTheirMemory() {
    long x = device.floats(new float[40]);
    long y = device.empty(64);
    EmulatorException found =
        finds(Kind.OUT_OF_BOUNDS, planted("no_guard").grid(2).block(32), x, y);
    assertEquals("(8, 0, 0)", found.thread());
    assertEquals("(1, 0, 0)", found.block());
    assertTrue(found.getMessage().contains("160 bytes"), found.getMessage());

    finds(Kind.OUT_OF_BOUNDS, planted("one_before").block(32), x, y);
    finds(Kind.OUT_OF_BOUNDS, planted("no_guard").block(32), 0L, y);
    finds(Kind.OUT_OF_BOUNDS, planted("beyond_shared").block(32), x, y, 1);
    finds(Kind.OUT_OF_BOUNDS, planted("beyond_shared").block(32), x, y, -1);
    long indexes = device.ints(new int[8]);
    planted("beyond_local").run(device.memory, indexes, y, 7);
    finds(Kind.OUT_OF_BOUNDS, planted("beyond_local"), indexes, y, 8);
  }

  @Test
  void accessesThatAreNotAligned() {
    finds(
        Kind.MISALIGNED,
        planted("misaligned").block(2),
        device.floats(new float[16]),
        device.empty(8));
  }

  @Test
  void memoryThatNobodyWrote() {
    long y = device.empty(64);
    EmulatorException found =
        finds(Kind.UNINITIALISED, planted("no_guard").block(32), device.empty(64), y);
    assertTrue(found.getMessage().contains("offset 0 of allocation"), found.getMessage());

    planted("shared_not_written").block(32).run(device.memory, y, 32);
    finds(Kind.UNINITIALISED, planted("shared_not_written").block(32), y, 31);
    EmulatorException host = assertThrows(EmulatorException.class, () -> device.floatsAt(y, 33));
    assertEquals(Kind.UNINITIALISED, host.kind());
    assertEquals(0, host.line());
  }

  @Test
  void aRegisterThatOnlySomeThreadsWrote() {
    String text =
        """
        .version 8.0
        .target sm_70
        .address_size 64
        .visible .entry half(.param .u64 y, .param .u32 n)
        {
          .reg .pred %p<2>;
          .reg .b32 %r<4>;
          .reg .b64 %rd<4>;
          ld.param.u64 %rd1, [y];
          ld.param.u32 %r1, [n];
          mov.u32 %r2, %tid.x;
          setp.ge.u32 %p1, %r2, %r1;
          @%p1 bra skip;
          mov.u32 %r3, 7;
        skip:
          mul.wide.u32 %rd2, %r2, 4;
          add.s64 %rd3, %rd1, %rd2;
          st.global.u32 [%rd3], %r3;
          ret;
        }
        """;
    EmulatedKernel kernel = EmulatedModule.load(text).kernel("half");
    long y = device.empty(32);

    EmulatedLaunch.of(kernel).block(32).run(device.memory, y, 32);
    EmulatorException found = finds(Kind.UNINITIALISED, EmulatedLaunch.of(kernel).block(32), y, 20);

    assertEquals("(20, 0, 0)", found.thread());
    assertEquals(18, found.line());
    assertTrue(found.getMessage().contains("%r3"), found.getMessage());
  }

  @Test
  void memoryThatWasFreed() {
    long x = device.floats(new float[32]);
    long y = device.empty(32);
    planted("no_guard").block(32).run(device.memory, x, y);
    assertEquals(2, device.memory.liveAllocations());
    assertEquals(256, device.memory.liveBytes());
    device.memory.free(x);

    finds(Kind.USE_AFTER_FREE, planted("no_guard").block(32), x, y);

    assertEquals(1, device.memory.liveAllocations());
    for (long address : new long[] {x, y + 4, 12345}) {
      EmulatorException found =
          assertThrows(EmulatorException.class, () -> device.memory.free(address));
      assertEquals(Kind.INVALID_FREE, found.kind());
    }
    EmulatorException copied =
        assertThrows(EmulatorException.class, () -> device.memory.copy(x, y, 4));
    assertEquals(Kind.USE_AFTER_FREE, copied.kind());
    EmulatorException beyond =
        assertThrows(
            EmulatorException.class,
            () -> device.memory.write(y + 124, MemorySegment.ofArray(new int[2])));
    assertEquals(Kind.OUT_OF_BOUNDS, beyond.kind());
  }

  @Test
  void blocksThatRace() {
    long y = device.floats(new float[96]);
    planted("blocks_write_the_same").grid(1).block(32).run(device.memory, y);
    EmulatorException found =
        finds(Kind.GLOBAL_RACE, planted("blocks_write_the_same").grid(2).block(32), y);
    assertTrue(found.getMessage().contains("of block (0, 0, 0)"), found.getMessage());
    assertEquals("(1, 0, 0)", found.block());

    finds(Kind.GLOBAL_RACE, planted("blocks_in_place").grid(3).block(32), y, 96);
    long z = device.empty(96);
    planted("last_block_writes").grid(1).block(32).run(device.memory, device.floats(1), z);
    finds(Kind.GLOBAL_RACE, planted("last_block_writes").grid(3).block(32), device.floats(1), z);
  }

  @Test
  void threadsOfABlockThatRaceInGlobalMemory() {
    finds(Kind.GLOBAL_RACE, planted("threads_in_place").block(64), device.floats(new float[64]));
    finds(Kind.GLOBAL_RACE, planted("atomic_and_plain").block(32), device.ints(0));
  }

  @Test
  void bytesSideBySideDoNotRace() {
    int[] x = new int[25];
    int[] expected = new int[25];
    for (int i = 0; i < 25; i++) {
      x[i] = 0x01020304 * (i % 9);
      expected[i] = x[i] + 0x01010101;
    }
    long y = device.ints(new int[25]);

    planted("bytes_side_by_side").grid(4).block(32).run(device.memory, device.ints(x), y, 100);

    assertArrayEquals(expected, device.intsAt(y, 25));
    finds(
        Kind.OUT_OF_BOUNDS,
        planted("bytes_side_by_side").grid(4).block(32),
        device.ints(x),
        y,
        101);
  }

  @Test
  void whatTheLastBlockReadsMustBeFenced() {
    float[] x = {1, 2, 3, 4, 5};
    long parts = device.empty(5);
    long y = device.empty(1);
    planted("last_block_sums")
        .grid(5)
        .block(32)
        .run(device.memory, device.floats(x), parts, device.ints(0), y);
    assertEquals(15, device.floatsAt(y, 1)[0]);

    for (int fence = 0; fence < 2; fence++) {
      finds(
          Kind.GLOBAL_RACE,
          without("last_block_sums", "membar.gl;", fence, "").grid(5).block(32),
          device.floats(x),
          device.empty(5),
          device.ints(0),
          y);
    }
  }

  /** One of the planted kernels alone, with its n-th occurrence of a text replaced. */
  private static EmulatedLaunch without(String kernel, String text, int occurrence, String by) {
    int start = PLANTED_TEXT.indexOf(".visible .entry " + kernel);
    int end = PLANTED_TEXT.indexOf("\n}", start) + 2;
    String alone = PLANTED_TEXT.substring(start, end);
    int at = alone.indexOf(text);
    for (int i = 0; i < occurrence; i++) {
      at = alone.indexOf(text, at + 1);
    }
    assertTrue(at >= 0, text + " in " + kernel);
    String changed = alone.substring(0, at) + by + alone.substring(at + text.length());
    return EmulatedLaunch.of(
        EmulatedModule.load(".version 8.0\n.target sm_70\n.address_size 64\n" + changed)
            .kernel(kernel));
  }

  @Test
  void aFenceOfOneThreadDoesNotPublishWhatOthersDo() {
    float[] x = new float[96];
    Arrays.fill(x, 1);
    long y = device.empty(1);
    planted("all_threads_publish")
        .grid(3)
        .block(32)
        .run(device.memory, device.floats(x), device.empty(96), device.ints(0), y);
    assertEquals(96, device.floatsAt(y, 1)[0]);

    finds(
        Kind.GLOBAL_RACE,
        without("all_threads_publish", "bar.sync", 0, "//").grid(3).block(32),
        device.floats(x),
        device.empty(96),
        device.ints(0),
        y);
  }

  @Test
  void aValueThatAllBlocksReadIsWrittenBetweenGridBarriers() {
    long y = device.empty(96);
    planted("broadcast_steps")
        .grid(3)
        .block(32)
        .run(device.memory, device.floats(1), y, device.ints(0), 4);
    for (float sum : device.floatsAt(y, 96)) {
      assertEquals(1 + 2 + 3 + 4, sum);
    }

    for (int barrier = 0; barrier < 2; barrier++) {
      finds(
          Kind.GLOBAL_RACE,
          without("broadcast_steps", "setp.lt.u32", barrier, "setp.gt.u32").grid(3).block(32),
          device.floats(1),
          y,
          device.ints(0),
          4);
    }
  }

  @Test
  void aGridThatDoesNotWait() {
    String waits = "setp.lt.u32"; // while (arrived < expected)
    for (String[] change : new String[][] {{waits, "setp.gt.u32"}, {"membar.gl;", ""}}) {
      EmulatedModule module = EmulatedModule.load(COOPERATION_TEXT.replace(change[0], change[1]));
      finds(
          Kind.GLOBAL_RACE,
          EmulatedLaunch.of(module.kernel("grid_steps_f32")).grid(4).block(32),
          device.floats(new float[100]),
          device.floats(new float[100]),
          device.ints(0),
          100,
          5);
    }
  }

  @Test
  void barriersThatNotAllThreadsReach() {
    EmulatorException found =
        finds(Kind.DIVERGENT_BARRIER, planted("barrier_in_branch").block(32), device.empty(64));
    assertTrue(found.getMessage().contains("has exited"), found.getMessage());
    int[] x = new int[32];
    x[3] = 1;
    EmulatorException shuffle =
        finds(
            Kind.DIVERGENT_BARRIER,
            planted("shuffle_in_branch").block(32),
            device.ints(x),
            device.empty(32));
    assertEquals("shuffle_in_branch", shuffle.kernel());
  }

  @Test
  void asynchronousCopiesThatNobodyWaitedFor() {
    String text = Device.text("tensor.ptx").replace("cp.async.wait_group 0;", "");
    finds(
        Kind.UNINITIALISED,
        EmulatedLaunch.of(EmulatedModule.load(text).kernel("mma_staged_bf16")).block(32),
        device.ints(new int[128]),
        device.ints(new int[64]),
        device.empty(128));
  }

  @Test
  void launchesThatCannotBe() {
    EmulatedKernel cases = EmulatedModule.load(Device.text("arithmetic.ptx")).kernel("cases_s32");
    long x = device.ints(new int[256]);
    finds(Kind.INVALID_LAUNCH, EmulatedLaunch.of(cases).block(129), x, x, 1);
    finds(Kind.INVALID_LAUNCH, EmulatedLaunch.of(cases).block(0), x, x, 1);
    finds(Kind.INVALID_LAUNCH, EmulatedLaunch.of(cases).block(32).shared(1 << 20), x, x, 1);
    assertEquals(20, cases.parameterBytes());
    EmulatorException found =
        assertThrows(
            EmulatorException.class,
            () ->
                cases.launch(
                    device.memory, 1, 1, 1, 32, 1, 1, 0, MemorySegment.ofArray(new byte[19])));
    assertEquals(Kind.INVALID_LAUNCH, found.kind());
  }

  @Test
  void kernelsWithoutEndAreEnded() {
    EmulatedKernel endless = EmulatedModule.load(PLANTED_TEXT).kernel("endless");
    endless.limitInstructions(100_000);
    finds(Kind.TIME_LIMIT, EmulatedLaunch.of(endless).grid(2).block(32), device.ints(0));
    EmulatedLaunch.of(endless).grid(2).block(32).run(device.memory, device.ints(1));
  }

  @Test
  void waitingForWhatNobodyWritesIsEnded() {
    EmulatorException found =
        finds(
            Kind.TIME_LIMIT,
            without("broadcast_steps", "atom.global.add.u32", 0, "atom.global.max.u32")
                .grid(3)
                .block(32),
            device.floats(1),
            device.empty(96),
            device.ints(0),
            4);
    assertTrue(found.getMessage().contains("nobody writes"), found.getMessage());
  }

  @Test
  void whatIsNotKnownFailsWhenLoaded() {
    String text = Device.text("elementwise.ptx");
    String[][] changes = {
      {"fma.rn.f32", "fma.zz.f32"},
      {"fma.rn.f32", "frobnicate.f32"},
      {"fma.rn.f32", "fma.rn.f32x2"},
      {"%ctaid.x", "%clusterid.x"},
      {"ld.global.nc.f32", "ld.global.nz.f32"},
      {".address_size 64", ".surprise 64;"},
      {".reg .pred", ".reg .quad"},
      {"bra \t$L__BB0_2", "bra \t$L__BB0_3"},
      {"setp.ge.s32", "setp.gx.s32"},
      {"add.s64 \t%rd7, %rd3", "add.s64 \t%rd7, %nothing"},
    };
    for (String[] change : changes) {
      assertTrue(text.contains(change[0]), change[0]);
      String wrong = text.replace(change[0], change[1]);
      EmulatorException found =
          assertThrows(EmulatorException.class, () -> EmulatedModule.load(wrong), change[1]);
      assertEquals(Kind.UNKNOWN_INSTRUCTION, found.kind());
      assertTrue(found.line() > 0, found.getMessage());
    }
  }

  @Test
  void statisticsCountThreadInstructions() {
    EmulatorStatistics before = EmulatorStatistics.now();
    long x = device.floats(new float[32]);

    EmulatedLaunch.of(ELEMENTWISE.kernel("axpy_f32"))
        .block(64)
        .run(device.memory, 1f, x, device.floats(new float[32]), 32);

    EmulatorStatistics after = EmulatorStatistics.now();
    // 11 instructions for all threads, 9 more for the 32 that have an element
    assertEquals(64 * 11 + 32 * 9, after.instructions() - before.instructions());
    assertEquals(1, after.launches() - before.launches());
    assertTrue(after.kernels().contains("axpy_f32"));
    assertTrue(after.opcodes().contains("fma.rn.f32"));
  }
}
