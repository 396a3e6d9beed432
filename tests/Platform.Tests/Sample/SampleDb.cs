using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Tests.Sample;

/// <summary>An effect of a consumer.</summary>
internal sealed record Effect(string Consumer, Guid EventId, Guid AggregateId, long Version)
{
    public long Seq { get; init; }
}

/// <summary>An effect of an endpoint.</summary>
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
