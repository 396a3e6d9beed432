using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Tests.Sample;

/// <summary>What a consumer did.</summary>
internal sealed record Effect(string Consumer, Guid EventId, Guid AggregateId, long Version)
{
    public long Seq { get; init; }
}

/// <summary>What an endpoint made.</summary>
internal sealed record Note(Guid Id, string Text);

internal sealed class SampleDb(DbContextOptions<SampleDb> options) : ServiceDbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    public DbSet<Note> Notes => Set<Note>();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<Effect>(effect =>
        {
            effect.HasKey(e => e.Seq);
            effect.Property(e => e.Seq).ValueGeneratedOnAdd();
        });
        model.Entity<Note>();
    }
}
