using Enforcement.Persistence;
using Microsoft.Extensions.DependencyInjection.Extensions;

var builder = WebApplication.CreateBuilder(args);
await using var postgres = await builder.AddDatabaseAsync();
builder.Services.TryAddSingleton(TimeProvider.System);
builder.Services.AddHealth();

var app = builder.Build();
await app.MigrateAsync();
app.MapHealth();
await app.RunAsync();

public partial class Program;
