/* SPDX-License-Identifier: MIT
 * Characters of grammar: adverbs, pronouns, auxiliaries, particles and complements. */
#include <stddef.h>

#include "words/table.h"

/* Function words of one character, by where they stand: at an end of a keyword (`inside`), `before`
 * a match, `behind` a match. Written as code points, because the library compares folded text. */
static const uint16_t inside[] = {
    0x662F /* 是 */, 0x6709 /* 有 */, 0x4F1A /* 会 */, 0x6211 /* 我 */, 0x4F60 /* 你 */,
    0x7ED9 /* 给 */, 0x7684 /* 的 */, 0x4E0D /* 不 */, 0x6CA1 /* 没 */, 0x90FD /* 都 */,
    0x5C31 /* 就 */, 0x8FD8 /* 还 */, 0x4E5F /* 也 */, 0x5F88 /* 很 */, 0x592A /* 太 */,
    0x80FD /* 能 */, 0x8981 /* 要 */, 0x522B /* 别 */, 0x88AB /* 被 */, 0x4E86 /* 了 */};
static const uint16_t before[] = {
    0x662F /* 是 */, 0x6709 /* 有 */, 0x4F1A /* 会 */, 0x6211 /* 我 */, 0x4F60 /* 你 */,
    0x60A8 /* 您 */, 0x4ED6 /* 他 */, 0x5979 /* 她 */, 0x5B83 /* 它 */, 0x8FD9 /* 这 */,
    0x90A3 /* 那 */, 0x7ED9 /* 给 */, 0x4E0D /* 不 */, 0x6CA1 /* 没 */, 0x522B /* 别 */,
    0x672A /* 未 */, 0x90FD /* 都 */, 0x5C31 /* 就 */, 0x8FD8 /* 还 */, 0x4E5F /* 也 */,
    0x53C8 /* 又 */, 0x518D /* 再 */, 0x624D /* 才 */, 0x5DF2 /* 已 */, 0x53EA /* 只 */,
    0x5F88 /* 很 */, 0x592A /* 太 */, 0x66F4 /* 更 */, 0x6700 /* 最 */, 0x771F /* 真 */,
    0x597D /* 好 */, 0x8D85 /* 超 */, 0x633A /* 挺 */, 0x86EE /* 蛮 */, 0x80FD /* 能 */,
    0x53EF /* 可 */, 0x4EE5 /* 以 */, 0x8981 /* 要 */, 0x60F3 /* 想 */, 0x88AB /* 被 */,
    0x628A /* 把 */, 0x8BA9 /* 让 */, 0x548C /* 和 */, 0x8DDF /* 跟 */};
static const uint16_t behind[] = {
    0x7684 /* 的 */, 0x4E86 /* 了 */, 0x5F97 /* 得 */, 0x5730 /* 地 */, 0x7740 /* 着 */,
    0x8FC7 /* 过 */, 0x5417 /* 吗 */, 0x5462 /* 呢 */, 0x5427 /* 吧 */, 0x554A /* 啊 */,
    0x5440 /* 呀 */, 0x54E6 /* 哦 */, 0x561B /* 嘛 */, 0x4EEC /* 们 */, 0x513F /* 儿 */,
    0x6765 /* 来 */, 0x53BB /* 去 */, 0x4E0A /* 上 */, 0x4E0B /* 下 */, 0x51FA /* 出 */,
    0x8FDB /* 进 */, 0x8D77 /* 起 */, 0x5230 /* 到 */, 0x591A /* 多 */, 0x4E9B /* 些 */,
    0x70B9 /* 点 */, 0x4E2A /* 个 */, 0x6B7B /* 死 */, 0x4E0D /* 不 */};

static bool holds(const uint16_t *set, size_t size, const uint32_t *part, uint32_t count) {
    uint32_t i;
    size_t at;
    for (i = 0; i < count; i++) {
        for (at = 0; at < size && set[at] != part[i]; at++)
            ;
        if (at == size)
            return false;
    }
    return true;
}

bool kefu__words_is_grammar_outside(enum words_side side, const uint32_t *part, uint32_t count) {
    if (side == WORDS_LEFT)
        return holds(before, sizeof before / sizeof *before, part, count);
    return holds(behind, sizeof behind / sizeof *behind, part, count);
}

bool kefu__words_is_grammar_inside(const uint32_t *part, uint32_t count) {
    return holds(inside, sizeof inside / sizeof *inside, part, count);
}
