# Prints an example log for the guide: 20,000 requests in two days, in the Combined Log Format.
#
#     awk -f sim/guide/access-log.awk | gzip > access.log.gz
#
# Zipf-like popularities (exponent 0.8) over 4,000 objects in 8 directories, twice as many requests
# by day as at night, and sizes with a heavy tail. Every run prints the same lines.

# A uniform number above 0 and below 1 (Park and Miller's generator).
function uniform() {
    seed = seed * 16807 % 2147483647
    return seed / 2147483647
}

BEGIN {
    seed = 2020
    requests = 20000
    objects = 4000
    day = 86400
    while (line < requests) {
        # The time moves on by as much, on average, as the requests of the hour ask for.
        rate = 1 - cos(2 * 3.141592653589793 * seconds / day) / 3
        seconds -= log(uniform()) * 2 * day / requests / rate
        if (seconds >= 2 * day) break
        line++
        # The inverse of the distribution function of a continuous power law.
        rank = int(((objects ^ 0.2 - 1) * uniform() + 1) ^ 5)
        if (!(rank in bytes)) bytes[rank] = int(2000 / uniform() ^ 0.4)
        status = rank % 97 == 96 ? 404 : 200
        second = int(seconds)
        printf "192.0.2.%d - - [%02d/Oct/2020:%02d:%02d:%02d +0000] ", 1 + int(250 * uniform()),
            10 + int(second / day), second % day / 3600, second % 3600 / 60, second % 60
        printf "\"GET /%c/%d.html HTTP/1.1\" %d %d \"-\" \"example\"\n", 97 + rank % 8, rank,
            status, status == 404 ? 200 : bytes[rank]
    }
}
