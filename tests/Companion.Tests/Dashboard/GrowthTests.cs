using Community.Companion.Dashboard;

namespace Community.Companion.Tests.Dashboard;

public sealed class GrowthTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 3)]
    [InlineData(1, 1, 6)]
    [InlineData(20, 12, 100)]
    [InlineData(28, 28, 100)]
    [InlineData(10, 6, 50)]
    public void ThePathHasRoomForDaysAndWordsWhateverTheMood(int active, int checkIns, int progress) =>
        Growth.PathProgress(new(active, checkIns, 0)).ShouldBe(progress);

    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, 0)]
    [InlineData(7, 7, 7, 0, 0, 0, 100)]
    [InlineData(0, 0, 0, 7, 7, 70, -100)]
    [InlineData(4, 2, 0, 3, 2, 0, 7)]
    public void AWeekIsHeldBesideTheOneBefore(
        int active,
        int checkIns,
        int modules,
        int activeBefore,
        int checkInsBefore,
        int modulesBefore,
        int growth
    ) => Growth.Weekly(new(active, checkIns, modules), new(activeBefore, checkInsBefore, modulesBefore)).ShouldBe(growth);
}
