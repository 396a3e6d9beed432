using Community.Platform.Hosting.Lifetime;
using Microsoft.Extensions.Time.Testing;

namespace Community.Platform.Tests.Lifetime;

public sealed class ExpiringLazyTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ExpiringLazy<string> _lazy;
    private int _reads;

    public ExpiringLazyTests() => _lazy = new(() => $"read {++_reads}", TimeSpan.FromMinutes(1), _clock);

    [Fact]
    public void TheValueIsReadWhenItIsNeededAndStaysWhileItIsUsed()
    {
        _reads.ShouldBe(0);
        for (var use = 0; use < 5; use++)
        {
            _lazy.Value.ShouldBe("read 1");
            _clock.Advance(TimeSpan.FromSeconds(50));
        }
    }

    [Fact]
    public void AnUnusedValueIsLetGoAndReadAgain()
    {
        _lazy.Value.ShouldBe("read 1");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _lazy.Value.ShouldBe("read 2");
        _clock.Advance(TimeSpan.FromMinutes(3));
        _lazy.Value.ShouldBe("read 3");
    }

    [Fact]
    public void AFailureIsTriedAgainWithTheNextUse()
    {
        var isThere = false;
        var lazy = new ExpiringLazy<string>(() => isThere ? "read" : throw new IOException("not there"), TimeSpan.FromMinutes(1), _clock);
        Should.Throw<IOException>(() => lazy.Value);
        isThere = true;
        lazy.Value.ShouldBe("read");
    }
}
