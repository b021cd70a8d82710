package io.afterspike.engine.contract;

import io.afterspike.engine.Engine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * An engine with a ledger of the buffers that are out, which can be made to fail at any call.
 *
 * @param <B> the engine's buffers
 */
final class Ledger<B> {
  /** What a call fails with: unlike anything that an engine throws by itself. */
  static final class PlannedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlannedFailure(String call) {
      super(call);
    }
  }

  private final Engine<B> engine;
  private final Set<Object> out = Collections.newSetFromMap(new IdentityHashMap<>());
  private int allocated;
  private int freedTwice;
  private int calls;
  private int failAt = -1;

  Ledger(Engine<B> engine) {
    this.engine = engine;
  }

  /** The engine as others see it; networks and traces are composed on it, so all calls come by. */
  @SuppressWarnings("unchecked")
  Engine<B> watched() {
    return (Engine<B>)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> call(proxy, method, arguments));
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.isDefault()) {
      return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    boolean frees = method.getName().equals("free");
    if (!frees && !method.getName().equals("length") && calls++ == failAt) {
      throw new PlannedFailure(method.getName());
    }
    if (frees && !out.remove(arguments[0])) {
      freedTwice++;
    }
    try {
      Object result = method.invoke(engine, arguments);
      if (method.getName().equals("allocate")) {
        allocated++;
        out.add(result);
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Makes call {@code number} from now fail, counted from 0 and without those that free. */
  void failAt(int number) {
    calls = 0;
    failAt = number;
  }

  /** How many buffers are allocated and not freed. */
  int out() {
    return out.size();
  }

  /** How many buffers were ever allocated. */
  int allocated() {
    return allocated;
  }

  /** How many times a buffer was freed that was not out. */
  int freedTwice() {
    return freedTwice;
  }
}
