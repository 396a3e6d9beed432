using Community.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Data;

internal sealed class PaymentsDb(DbContextOptions<PaymentsDb> options) : ServiceDbContext(options)
{
    protected override void Configure(ModelBuilder model)
    {
    }
}
