package io.afterspike.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** Keys of all lengths, many of them, and nothing but an equal key finds. */
class LaunchCacheTest {
  @Test
  void onlyAnEqualKeyFinds() {
    LaunchCache<Object> cache = new LaunchCache<>();
    Object[] kept = new Object[3000];
    for (int k = 0; k < kept.length; k++) {
      key(cache, k);
      assertNull(cache.find(), "key " + k);
      kept[k] = new Object();
      assertSame(kept[k], cache.keep(kept[k]));
    }
    assertEquals(kept.length, cache.size());
    for (int k = 0; k < kept.length; k++) {
      assertSame(kept[k], key(cache, k).find(), "key " + k);
    }
    assertNotSame(cache.key("a").with(1).with(2).find(), cache.key("b").with(1).with(2).find());
    assertNull(cache.key("a").with(1).find());
    assertNull(cache.key("c").with(1).with(2).find());
    cache.clear();
    assertEquals(0, cache.size());
    assertNull(key(cache, 7).find());
  }

  private static LaunchCache<Object> key(LaunchCache<Object> cache, int k) {
    return switch (k % 3) {
      case 0 -> cache.key("a").with(k / 3).with(2);
      case 1 -> cache.key("b").with(k / 3).with(2);
      default -> cache.key("a").with(2).with(k / 3).with(0);
    };
  }
}
