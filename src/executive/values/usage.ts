/** How full a table is, with a warning that comes once per filling (services spec 4.8). */

const WARN_AT = 80;
const CALM_AT = 70;

export class Usage {
  count = 0;
  highWater = 0;
  warning = false;

  /** @param warn gets a text for people when usage reaches 80 percent, again only after it fell to 70 */
  constructor(
    readonly capacity: number,
    private readonly what: string,
    private readonly warn: (text: string) => void,
  ) {}

  update(count: number): void {
    this.count = count;
    this.highWater = Math.max(this.highWater, count);
    const percent = this.percent(count);
    if (percent >= WARN_AT && !this.warning) {
      this.warning = true;
      this.warn(`${this.what}: ${count} of ${this.capacity} are in use`);
    } else if (percent <= CALM_AT) {
      this.warning = false;
    }
  }

  percent(count: number): number {
    return (count * 100) / this.capacity;
  }
}

/** Usage of a table in its wire form. */
export const tableUsage = (usage: Usage) => ({
  count: usage.count,
  capacity: usage.capacity,
  usage_pct: usage.percent(usage.count),
  high_water: usage.highWater,
  high_water_pct: usage.percent(usage.highWater),
  warning: usage.warning,
});

/** Usage of the string table in its wire form. */
export const stringUsage = (usage: Usage) => ({
  used_bytes: usage.count,
  total_bytes: usage.capacity,
  usage_pct: usage.percent(usage.count),
  high_water_bytes: usage.highWater,
  high_water_pct: usage.percent(usage.highWater),
  warning: usage.warning,
});
