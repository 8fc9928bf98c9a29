/**
 * The one client to Redis, its settings and its probe. Redis is advisory: each command has a
 * deadline and is refused while Redis is away. Start with {@link
 * dev.visitortracker.api.redis.RedisStore}.
 */
@NullMarked
package dev.visitortracker.api.redis;

import org.jspecify.annotations.NullMarked;
