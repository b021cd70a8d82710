package io.afterspike.kernels.cuda.driverdouble;

import java.util.ArrayList;
import java.util.List;

/** Which call of the driver fails, and how. */
final class Faults {
  private long failAt;
  private int code;
  private boolean kernel;
  private final List<String> calls = new ArrayList<>();

  /** Lets the call number {@code n} from now, from 1, answer {@code code}; 0 lets none. */
  void failAt(long n, int code) {
    failAt = n;
    this.code = code;
    calls.clear();
  }

  /** Lets the next kernel that runs fail with {@code code}. */
  void failNextKernel(int code) {
    this.code = code;
    kernel = true;
  }

  /** Counts a call and gives its status, 0 if it may go on. */
  int next(String call) {
    calls.add(call);
    return calls.size() == failAt ? code : 0;
  }

  /** The status of a kernel that is about to run. */
  int nextKernel() {
    if (!kernel) {
      return 0;
    }
    kernel = false;
    return code;
  }

  /** The calls since {@link #failAt}. */
  List<String> calls() {
    return List.copyOf(calls);
  }
}
