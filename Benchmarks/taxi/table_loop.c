// Plain table loop that the vectorized taxi is compared with: random actions, the dry table, resets to a uniform start,
// the limit of 200 steps, every transition counted. Built with `cc -O2`; one core.
//
// The reply to a line `KIND LANES STEPS` on standard input is the time of STEPS steps of LANES taxis in seconds, the
// number of transitions, of episodes, of deliveries, and the sum of rewards. KIND is the random number generator:
// splitmix or xorshift.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *map[5] = {"|R: | : :G|", "| : | : : |", "| : : : : |", "| | : | : |", "|Y| : |B: |"};
static const int placeRow[4] = {0, 0, 4, 4}, placeColumn[4] = {0, 4, 0, 3};

static uint16_t nextState[500 * 6];
static int8_t reward[500 * 6];
static uint8_t ends[500 * 6];
static uint16_t starts[300];

static int placeAt(int row, int column) {
    for (int place = 0; place < 4; place++)
        if (placeRow[place] == row && placeColumn[place] == column) return place;
    return -1;
}

static void build(void) {
    int count = 0;
    for (int state = 0; state < 500; state++) {
        int destination = state % 4, passenger = state / 4 % 5, column = state / 20 % 5, row = state / 100;
        if (passenger < 4 && passenger != destination) starts[count++] = state;
        for (int action = 0; action < 6; action++) {
            int r = row, c = column, p = passenger, gain = -1, end = 0, place = placeAt(row, column);
            if (action == 0 && r < 4) r++;
            if (action == 1 && r > 0) r--;
            if (action == 2 && map[row][2 * column + 2] == ':') c++;
            if (action == 3 && map[row][2 * column] == ':') c--;
            if (action == 4) {
                if (p < 4 && place == p) p = 4;
                else gain = -10;
            }
            if (action == 5) {
                if (p == 4 && place == destination) { p = place; gain = 20; end = 1; }
                else if (p == 4 && place >= 0) p = place;
                else gain = -10;
            }
            int index = state * 6 + action;
            nextState[index] = ((r * 5 + c) * 5 + p) * 4 + destination;
            reward[index] = gain;
            ends[index] = end;
        }
    }
}

static inline uint64_t splitmix(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint64_t xorshift(uint64_t *state) {
    uint64_t x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

struct totals { int64_t episodes, deliveries, reward; };

#define LOOP(NAME, DRAW)                                                                                   \
    static struct totals NAME(uint64_t *random, uint16_t *state, uint8_t *elapsed, int lanes, int64_t steps) { \
        struct totals totals = {0, 0, 0};                                                                  \
        uint64_t s = *random;                                                                              \
        for (int64_t step = 0; step < steps; step++)                                                       \
            for (int lane = 0; lane < lanes; lane++) {                                                     \
                int action = (int)(((DRAW(&s) & 0xffffffffu) * 6) >> 32);                                  \
                int index = state[lane] * 6 + action;                                                      \
                totals.reward += reward[index];                                                            \
                state[lane] = nextState[index];                                                            \
                elapsed[lane]++;                                                                           \
                if (ends[index] || elapsed[lane] == 200) {                                                 \
                    totals.episodes++;                                                                     \
                    totals.deliveries += ends[index];                                                      \
                    state[lane] = starts[((DRAW(&s) & 0xffffffffu) * 300) >> 32];                          \
                    elapsed[lane] = 0;                                                                     \
                }                                                                                          \
            }                                                                                              \
        *random = s;                                                                                       \
        return totals;                                                                                     \
    }

LOOP(runSplitmix, splitmix)
LOOP(runXorshift, xorshift)

int main(void) {
    build();
    static uint16_t state[1 << 20];
    static uint8_t elapsed[1 << 20];
    uint64_t random = 0x1234567890abcdefu;
    char kind[16];
    int lanes;
    long long steps;
    while (scanf("%15s %d %lld", kind, &lanes, &steps) == 3) {
        if (lanes < 1 || lanes > 1 << 20) return 64;
        for (int lane = 0; lane < lanes; lane++) {
            state[lane] = starts[splitmix(&random) % 300];
            elapsed[lane] = 0;
        }
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        struct totals t = (strcmp(kind, "xorshift") ? runSplitmix : runXorshift)(&random, state, elapsed, lanes, steps);
        clock_gettime(CLOCK_MONOTONIC, &b);
        printf("%.9f %lld %lld %lld %lld\n", (b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) * 1e-9,
               steps * lanes, (long long)t.episodes, (long long)t.deliveries, (long long)t.reward);
        fflush(stdout);
    }
    return 0;
}
